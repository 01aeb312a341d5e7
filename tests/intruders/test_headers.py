"""Every answer tells browsers to keep it to themselves, whoever made it and however it ended."""

from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from hotelops.api import health
from tests.api_routes import ROUTES, ApiRoute
from tests.hotels import BODIES, Hotel, answer
from tests.test_tenants import QUERIES

pytestmark = pytest.mark.django_db

ON_ALL = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "Server": "hotelops",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
FOREIGN = {"HTTP_HOST": "evil.example"}
PREFLIGHT = {"HTTP_ORIGIN": "https://evil.example", "HTTP_ACCESS_CONTROL_REQUEST_METHOD": "POST"}
PAGES = ("/docs", "/docs?script=", "/admin/login/")
ANSWERS = [
    ("get", "/health/live", {}, 200),
    ("get", "/schema", {}, 200),
    ("get", "/static/admin/css/base.css", {}, 200),
    ("get", "/admin/", {}, 302),
    *(("get", page, {}, 200) for page in PAGES),
    ("get", "/auth/me", {}, 401),
    ("get", "/nowhere", {}, 404),
    ("get", "/static/nowhere.css", {}, 404),
    ("get", "/admin/nowhere/", {}, 302),
    ("delete", "/health/live", {}, 405),
    ("post", "/auth/login", {"data": "{", "content_type": "application/json"}, 400),
    ("post", "/auth/login", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
    ("post", "/admin/login/", {}, 200),
    ("options", "/v1/finance/expenses", PREFLIGHT, 200),
    ("get", "/health/live", FOREIGN, 400),
]


@pytest.fixture
def hotel(login, property_, manager) -> Hotel:
    return Hotel(login(manager), property_, manager)


def asked(client: Client, method: str, path: str, extra: dict[str, Any] | None = None) -> Any:
    response = getattr(client, method)(path, **(extra or {}))
    response.close()  # static files are open ones
    return response


def policy_of(response) -> dict[str, str]:
    """Each directive of its Content-Security-Policy, and where it allows to load from."""
    directives = response.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (directive.partition(" ") for directive in directives)}


class TestAnswer:
    @pytest.mark.parametrize(("method", "path", "extra", "status"), ANSWERS)
    def test_has_them_all(self, client, method, path, extra, status):
        response = asked(client, method, path, extra)
        assert response.status_code == status
        assert ON_ALL.items() <= dict(response.headers).items()

    @pytest.mark.parametrize(("method", "path", "extra", "status"), ANSWERS)
    def test_may_load_files_of_its_own_host_at_most(self, client, method, path, extra, status):
        policy = policy_of(asked(client, method, path, extra))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert set(" ".join(policy.values()).split()) <= {"'none'", "'self'", "data:"}
        assert "data:" not in policy.get("script-src", "")

    @pytest.mark.parametrize("page", PAGES)
    def test_loads_scripts_where_it_is_a_page(self, client, page):
        assert policy_of(client.get(page))["script-src"] == "'self'"

    @pytest.mark.parametrize("path", ["/health/live", "/schema", "/auth/me", "/nowhere", "/docs/nowhere"])
    def test_loads_nothing_where_it_is_none(self, client, path):
        assert policy_of(client.get(path)).keys() == {
            "default-src",
            "base-uri",
            "form-action",
            "frame-ancestors",
        }

    def test_of_an_error_of_the_product_has_them_too(self, monkeypatch):
        def broken():
            raise RuntimeError("unforeseen")

        monkeypatch.setattr(health, "database_state", broken)
        response = Client(raise_request_exception=False).get("/health/ready")
        assert response.status_code == 500
        assert ON_ALL.items() <= dict(response.headers).items()
        assert policy_of(response)["default-src"] == "'none'"


class TestCopies:
    @pytest.mark.parametrize("route", [route for route in ROUTES if route.is_safe], ids=str)
    def test_are_not_kept_of_what_is_read(self, hotel: Hotel, route: ApiRoute):
        row_id = hotel.row(route.model) if route.detail else None
        path = f"{route.path(row_id)}?{QUERIES.get(str(route), '')}"
        status, _, headers = answer(hotel.client, "get", path)
        assert status == 200 or str(route) == "shifts.current"
        assert headers["Cache-Control"] == "no-store"

    def test_are_not_kept_of_what_is_written_or_replayed(self, hotel: Hotel):
        for replayed in (None, "true"):
            response = hotel.client.post(
                "/v1/finance/expenses",
                BODIES["expenses.create"](hotel),
                headers={"Idempotency-Key": "kept-nowhere"},
            )
            assert response.status_code == 201
            assert response.headers.get("Idempotent-Replayed") == replayed
            assert response.headers["Cache-Control"] == "no-store"

    @pytest.mark.parametrize("path", ["/auth/me", "/v1/finance/expenses", "/admin/login/", "/nowhere"])
    def test_are_not_kept_for_strangers(self, client, path):
        assert "no-store" in client.get(path).headers["Cache-Control"]

    def test_are_kept_of_files_that_are_the_same_for_all(self, client):
        response = asked(client, "get", "/static/admin/css/base.css")
        assert response.headers["Cache-Control"] == "max-age=60, public"


class TestStoredFile:
    def test_is_a_download_that_does_nothing_where_it_is_shown(self, hotel: Hotel):
        client: APIClient = hotel.client
        response = client.get(f"/v1/uploads/{hotel.row('uploads.Upload')}/content")
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["Cache-Control"] == "no-store"
        response.close()
