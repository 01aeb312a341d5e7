"""Behind a proxy that speaks https nothing is said in the clear, and the admin site's cookies stay there."""

from collections.abc import Iterator

import httpx
import pytest

from tests.examples import LOGIN
from tests.product import scrapes
from tests.product.backstage import ADMIN, Backstage
from tests.servers import Product, Valkey

pytestmark = pytest.mark.product

HTTPS = {"X-Forwarded-Proto": "https"}
TOKEN = {"Authorization": "Bearer abc"}
A_YEAR = "max-age=31536000; includeSubDomains"
TOLD = [
    ("POST", "/auth/login", {}),
    ("POST", "/v1/finance/expenses", TOKEN),
    ("POST", "/admin/login/", {}),
    ("DELETE", "/nowhere", {}),
    ("GET", "/auth/me", TOKEN),
    ("GET", "/health/live", TOKEN),
]
MADE_UP = "abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(scope="module")
def product(demo_database, shared_valkey: Valkey) -> Iterator[Product]:
    urls = {"database_url": demo_database("https"), "redis_url": shared_valkey.url}
    with Product(**urls, BEHIND_HTTPS_PROXY="on", METRICS_TOKEN=scrapes.TOKEN) as product:
        yield product


@pytest.fixture
def client(product) -> Iterator[httpx.Client]:
    with product.client(timeout=20) as client:
        yield client


@pytest.fixture
def backstage(product) -> Iterator[Backstage]:
    """A browser beyond the proxy, which has asked for the login page."""
    backstage = Backstage(product)
    with backstage.client:
        backstage.client.headers.update(HTTPS | {"Origin": product.base_url.replace("http", "https")})
        backstage.get("/admin/login/")
        yield backstage


def attributes(cookie: str) -> set[str]:
    return {part for part in cookie.split("; ")[1:] if not part.startswith(("expires", "Max-Age"))}


class TestInTheClear:
    @pytest.mark.parametrize("path", ["/docs", "/admin/login/?next=/admin/", "/nowhere"])
    def test_what_is_read_is_sent_to_https(self, product, client, path):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (301, b"")
        assert answer.headers["Location"] == f"https://127.0.0.1:{product.port}{path}"

    @pytest.mark.parametrize(("method", "path", "headers"), TOLD)
    @pytest.mark.parametrize("seen", [{}, {"X-Forwarded-Proto": "http"}], ids=["direct", "proxied"])
    def test_writes_and_tokens_are_refused_and_sent_nowhere(self, client, method, path, headers, seen):
        answer = client.request(method, path, headers=headers | seen, json=LOGIN)
        assert (answer.status_code, answer.json()["code"]) == (403, "https_required")
        assert "Location" not in answer.headers
        assert "Set-Cookie" not in answer.headers

    @pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
    def test_probes_are_answered(self, client, path):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "Strict-Transport-Security" not in answer.headers

    def test_prometheus_is_answered(self, product, client):
        assert scrapes.Scrapes(product).total("workers") == 2
        assert client.get("/metrics").json()["code"] == "not_authenticated"


class TestOverHttps:
    @pytest.mark.parametrize("path", ["/health/live", "/docs", "/auth/me", "/nowhere", "/admin/login/"])
    def test_browsers_are_told_to_stay_there(self, client, path):
        assert client.get(path, headers=HTTPS).headers["Strict-Transport-Security"] == A_YEAR

    def test_phones_are_served(self, client):
        login = client.post("/auth/login", json=LOGIN, headers=HTTPS)
        token = {"Authorization": f"Bearer {login.json()['accessToken']}"}
        assert client.get("/auth/me", headers=HTTPS | token).status_code == 200


class TestAdminSite:
    def test_has_cookies_that_only_it_gets(self, backstage):
        answer = backstage.log_in()
        cookies = answer.headers.get_list("Set-Cookie")
        assert [cookie.partition("=")[0] for cookie in cookies] == ["__Host-csrftoken", "__Host-sessionid"]
        for cookie in cookies:
            assert attributes(cookie) == {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"}
        assert "Max-Age=43200;" in cookies[1]

    def test_gives_a_login_a_session_of_its_own(self, backstage):
        backstage.client.cookies.set("__Host-sessionid", MADE_UP, domain="127.0.0.1")
        assert backstage.log_in().status_code == 302
        assert backstage.client.cookies["__Host-sessionid"] != MADE_UP
        assert backstage.get("/admin/").status_code == 200

    def test_forgets_a_session_at_its_logout(self, backstage):
        backstage.log_in()
        cookies = {"Cookie": backstage.cookies()}
        assert backstage.client.get("/admin/", headers=cookies).status_code == 200
        assert backstage.post("/admin/logout/").status_code == 200
        assert backstage.client.get("/admin/", headers=cookies).status_code == 302

    def test_takes_forms_of_its_own_pages_only(self, backstage):
        backstage.client.headers["Origin"] = "https://evil.example"
        assert backstage.post("/admin/login/", **ADMIN).json()["code"] == "permission_denied"


class TestWithoutProxy:
    def test_nobody_is_believed_about_https(self, rf, settings):
        assert settings.SECURE_PROXY_SSL_HEADER is None
        assert not rf.get("/", headers=HTTPS).is_secure()
