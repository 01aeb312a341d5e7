"""What nginx, as it is shipped, tells the product about a client, and keeps of it."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import ssl

import httpx
import pytest

from tests.product.phone import outcome
from tests.servers import wait_until

from .client_connection import ELSEWHERE, ask
from .client_messages import GET, head
from .client_upstreams import CONTENT, both, content, fronted, nginx, received  # noqa: F401 fixtures

pytestmark = pytest.mark.servers

FORGED = ("X-Forwarded-For: 10.0.0.1", "X-Forwarded-For: 10.0.0.2", "X-Forwarded-Proto: https")
SECRET = "Asha"


class TestHeader:
    def test_about_the_client_is_not_the_clients_own(self, nginx, received):
        assert ask(nginx, head("GET /", *FORGED), ELSEWHERE).status == 200
        [headers] = received
        assert headers.get_all("X-Forwarded-For") == [ELSEWHERE]
        assert headers.get_all("X-Forwarded-Proto") == ["http"]

    def test_with_an_underscore_is_dropped(self, nginx, received):
        ask(nginx, head("GET /", "Idempotency_Key: a", "X_Forwarded_For: 10.0.0.1", "Idempotency-Key: b"))
        [headers] = received
        assert headers["Idempotency-Key"] == "b"
        assert not [name for name in headers if "_" in name]


class TestTls:
    def test_is_what_the_product_is_told(self, nginx, received):
        trusted = ssl.create_default_context(cafile=nginx.directory / "certificate.pem")
        with httpx.Client(verify=trusted, trust_env=False) as client:
            answer = client.get(f"https://localhost:{nginx.tls_port}", headers={"X-Forwarded-Proto": "http"})
        assert answer.status_code == 200
        assert [headers.get_all("X-Forwarded-Proto") for headers in received] == [["https"]]

    def test_is_where_readers_are_sent(self, nginx, received):
        answer = httpx.get(f"http://localhost:{nginx.redirecting_port}/docs?a=b", trust_env=False)
        assert (answer.status_code, answer.headers["Location"]) == (308, "https://localhost/docs?a=b")
        assert not received

    @pytest.mark.parametrize(("method", "headers"), [("POST", {}), ("GET", {"Authorization": "Bearer a"})])
    def test_is_asked_of_writers_and_of_who_shows_a_token(self, nginx, received, method, headers):
        url = f"http://localhost:{nginx.redirecting_port}/v1/uploads/file"
        answer = httpx.request(method, url, headers=headers, trust_env=False)
        assert outcome(answer) == (403, "https_required")
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "Location" not in answer.headers
        assert not received


class TestAnswer:
    def test_comes_as_the_product_gave_it(self, nginx):
        """Though nginx.conf says otherwise, as that of distributions does."""
        answer = ask(nginx, head("GET /", "Accept-Encoding: gzip"))
        assert answer.body == CONTENT
        assert "content-encoding" not in answer.headers


class TestConnectionToTheProduct:
    def test_is_kept_for_other_clients(self):
        """One of each of nginx' two processes."""
        with fronted(content) as (nginx, [upstream]):
            assert {ask(nginx, GET).status for _ in range(10)} == {200}
            assert len(upstream.received) == 10
            assert len(upstream.connections) <= 2


class TestAccessLog:
    def test_names_paths_and_no_guests(self, nginx):
        ask(nginx, head(f"GET /v1/guest-checkin?name={SECRET}"))
        ask(nginx, head(f"GET /v1/finance/../staff?name={SECRET}"))
        assert wait_until(lambda: "/staff" in nginx.access_log.read_text())
        log = nginx.access_log.read_text()
        assert '"GET /v1/guest-checkin" 200' in log
        assert SECRET not in log
