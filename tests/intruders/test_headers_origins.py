"""Pages of other origins read nothing, and no other host's name gets in."""

import pytest
from django.test import Client, override_settings

from tests.conftest import PASSWORD

pytestmark = pytest.mark.django_db

OWN, EVIL = "https://desk.example", "https://evil.example"
ALLOWED = override_settings(CORS_ALLOWED_ORIGINS=[OWN])
ORIGINS = [
    EVIL,
    "null",
    "https://desk.example.evil.example",
    "http://desk.example",
    "https://desk.example:444",
]
ALLOWS = ("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods")
HOSTS = ["evil.example", "localhost.evil.example", "localhost@evil.example", "", "localhost:80:80", "[::1"]


def allowed_by(response) -> list[str]:
    return [response.headers[name] for name in ALLOWS if name in response.headers]


class TestOrigins:
    @pytest.mark.parametrize("origin", [OWN, *ORIGINS])
    def test_are_all_closed_by_default(self, client, origin):
        assert allowed_by(client.get("/health/live", headers={"Origin": origin})) == []

    @ALLOWED
    @pytest.mark.parametrize("origin", ORIGINS)
    def test_stay_closed_beside_one_that_is_open(self, client, origin):
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        assert allowed_by(client.options("/v1/finance/expenses", headers=asking)) == []
        assert allowed_by(client.get("/auth/me", headers={"Origin": origin})) == []

    @ALLOWED
    def test_that_are_open_send_no_cookies(self, client):
        asking = {"Origin": OWN, "Access-Control-Request-Method": "POST"}
        origin, methods = allowed_by(client.options("/v1/finance/expenses", headers=asking))
        assert (origin, "POST" in methods) == (OWN, True)
        assert allowed_by(client.get("/health/live", headers={"Origin": OWN})) == [OWN]

    def test_are_closed_to_static_files_too(self, client):
        response = client.get("/static/admin/css/base.css", headers={"Origin": EVIL})
        response.close()
        assert allowed_by(response) == []


class TestHost:
    @pytest.mark.parametrize("host", HOSTS)
    def test_that_is_not_ours_is_a_bad_request(self, host):
        client = Client(HTTP_HOST=host)
        for path in ("/health/live", "/auth/me", "/admin/", "/docs", "/nowhere"):
            response = client.get(path)
            assert (response.status_code, response.json()["code"]) == (400, "bad_request")
            assert host not in response.content.decode() or not host

    def test_that_a_proxy_is_said_to_have_seen_is_not_believed(self, client):
        response = client.get("/admin", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=e"})
        assert response.headers["Location"] == "/admin/"

    def test_gets_into_no_address_that_is_given_out(self, api, manager, property_):
        answer = api.post("/auth/login", {"email": manager.email, "password": PASSWORD})
        token = {"Authorization": f"Bearer {answer.json()['accessToken']}", "Idempotency-Key": "a"}
        clock_in = {"propertyId": property_.pk}
        answer = api.post("/v1/staff/check-in", clock_in, headers=token)
        assert answer.headers["Location"].startswith("/v1/staff/")


class TestAdminSite:
    """Its forms are taken from its own pages only."""

    @pytest.fixture
    def browser(self, manager) -> Client:
        return Client(enforce_csrf_checks=True)

    def test_takes_no_login_from_another_page(self, browser, manager):
        entered = {"username": manager.email, "password": PASSWORD}
        assert browser.post("/admin/login/", entered).status_code == 403

    @pytest.mark.parametrize("origin", ORIGINS)
    def test_takes_no_form_from_another_origin(self, browser, manager, origin):
        browser.get("/admin/login/")
        entered = {"username": manager.email, "password": PASSWORD}
        token = {"csrfmiddlewaretoken": "x" * 32}
        response = browser.post("/admin/login/", entered | token, headers={"Origin": origin})
        assert (response.status_code, response.json()["code"]) == (403, "permission_denied")
        assert "sessionid" not in str(browser.cookies)
