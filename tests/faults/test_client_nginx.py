"""What nginx, as it is shipped, answers by itself."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import re
from contextlib import ExitStack

import pytest

from tests.product.wire import Answer, answers
from tests.servers import wait_until

from .client_connection import ELSEWHERE, Connection, ask
from .client_messages import GET, POST, head
from .client_upstreams import both, content, fronted, hanging_up, nginx, received, silent  # noqa: F401 fixtures

pytestmark = pytest.mark.servers

CLIENT_TIMEOUTS = "client_header_timeout {}s;\n    client_body_timeout {}s;"
SHORT = {
    CLIENT_TIMEOUTS.format(10, 20): CLIENT_TIMEOUTS.format(1, 1),
    "proxy_read_timeout 60s": "proxy_read_timeout 1s",
}
"""As patient as a test can be."""
MORE_THAN_AT_ONCE = 120
MALFORMED = {
    "no HTTP": b"HELLO\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "long path": head("GET /" + "x" * 20_000),
    "long header": head("GET /", "X: " + "x" * 40_000),
    "odd method": head("TRACE /"),
    "odd encoding": head("POST /", "Transfer-Encoding: gzip"),
    "two lengths": head("POST /", "Content-Length: 1", "Content-Length: 2"),
}


def problem(answer: Answer) -> tuple[int, str]:
    """Its status and code, when it has all that a problem must have."""
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body.keys() == {"type", "title", "status", "requestId", "detail", "code"}
    assert body["requestId"] == answer.headers["x-request-id"]
    assert body["status"] == answer.status
    is_temporary = answer.status >= 500
    assert answer.headers.get("retry-after") == ("1" if is_temporary else None)
    assert answer.headers.get("x-should-retry") == ("true" if is_temporary else None)
    return answer.outcome


class TestConfiguration:
    def test_is_sound(self, nginx):
        assert "test is successful" in nginx.check()


class TestProblem:
    @pytest.mark.parametrize("request_", MALFORMED.values(), ids=MALFORMED)
    def test_is_told_of_a_malformed_request(self, nginx, received, request_):
        assert problem(ask(nginx, request_)) == (400, "bad_request")
        assert not received

    @pytest.mark.parametrize("path", ["/metrics", "//metrics", "/x/../%6Detrics?a=b", "/problem"])
    def test_is_told_of_what_is_not_public(self, nginx, received, path):
        assert problem(ask(nginx, head(f"GET {path}"))) == (404, "not_found")
        assert not received

    def test_is_told_of_a_body_that_the_product_would_refuse(self, nginx, received):
        with Connection(nginx) as connection:
            connection.send(head("POST /", f"Content-Length: {50 * 2**20 + 1}"))
            [answer] = answers(connection.receive())  # it stays open for a while, to take what is on its way
        assert problem(answer) == (413, "body_too_large")
        assert not received

    @pytest.mark.parametrize(
        ("reply", "status"),
        [(None, 502), (hanging_up, 502), (silent, 504)],
        ids=["away", "hanging up", "silent"],
    )
    def test_is_told_of_a_product_that_cannot_answer(self, reply, status):
        with fronted(reply, changes=SHORT) as (nginx, _):
            assert problem(ask(nginx, POST)) == (status, "server_unavailable")

    def test_is_told_of_too_many_requests_of_one_address(self, nginx):
        with ExitStack() as unfinished:
            for _ in range(MORE_THAN_AT_ONCE):
                unfinished.enter_context(Connection(nginx)).send(POST[:-1])
            assert wait_until(lambda: ask(nginx, GET).status == 503)
            assert problem(ask(nginx, GET)) == (503, "server_unavailable")
            assert ask(nginx, GET, ELSEWHERE).status == 200
        assert wait_until(lambda: ask(nginx, GET).status == 200)


class TestRequestId:
    def test_is_nginx_s_own_whatever_the_client_sends(self, nginx, received):
        ask(nginx, head("GET /", "X-Request-ID: Zebulon Quillfeather"))
        [headers] = received
        assert re.fullmatch("[0-9a-f]{32}", headers["X-Request-ID"])
        assert wait_until(lambda: headers["X-Request-ID"] in nginx.access_log.read_text())


class TestStalledClient:
    @pytest.mark.parametrize("sent", [POST[:20], POST[:-1]], ids=["in its head", "in its body"])
    def test_is_cut_off(self, sent):
        with fronted(content, changes=SHORT) as (nginx, [upstream]), Connection(nginx) as connection:
            connection.send(sent)
            with pytest.raises(ConnectionResetError):
                connection.receive()
            assert not upstream.received


class TestRequestThatFailed:
    @pytest.mark.parametrize(("request_", "times"), [(POST, 1), (GET, 2)], ids=["POST", "GET"])
    def test_is_sent_to_another_server_only_if_it_writes_nothing(self, request_, times):
        with fronted(hanging_up, hanging_up) as (nginx, upstreams):
            assert ask(nginx, request_).status == 502
            assert sum(len(upstream.received) for upstream in upstreams) == times

    def test_is_sent_to_another_server_where_it_reached_none(self):
        with fronted(None, content) as (nginx, [upstream]):
            assert [ask(nginx, POST).status for _ in range(4)] == [200] * 4
            assert len(upstream.received) == 4
