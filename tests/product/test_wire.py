"""What only raw bytes on a connection can show."""

import time
from http.client import HTTPConnection

import pytest

from .phone import as_bytes, is_replay
from .wire import exchange

pytestmark = pytest.mark.product

CLOSE = "Connection: close"
HEALTH = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
TOO_LARGE = (SMUGGLED * (3_000_000 // len(SMUGGLED) + 1))[:3_000_000]

BODY = as_bytes()
LENGTH = f"Content-Length: {len(BODY)}"


class TestTwoKeys:
    def test_are_refused(self, product, phone, books, key):
        [answer] = exchange(product, phone.raw(LENGTH, "Idempotency-Key: other", CLOSE, key=key) + BODY)
        assert answer.outcome == (400, "idempotency_key_invalid")
        assert books.expenses() == 0


class TestBodyCutOff:
    @pytest.mark.parametrize("kept", [0, 1, len(BODY) - 1])
    def test_does_nothing_and_leaves_the_key_free(self, product, phone, books, key, kept):
        """The client stops sending and still listens."""
        [answer] = exchange(product, phone.raw(LENGTH, key=key) + BODY[:kept], end_sending=True)
        assert answer.outcome == (400, "body_incomplete")
        assert answer.headers["x-should-retry"] == "true"
        assert books.expenses() == 0

        retry = phone.post(key)
        assert retry.status_code == 201
        assert not is_replay(retry)
        assert books.expenses() == 1

    def test_does_nothing_where_the_part_that_came_is_valid_json(self, product, phone, books, key):
        longer = f"Content-Length: {len(BODY) + 20}"
        [answer] = exchange(product, phone.raw(longer, key=key) + BODY, end_sending=True)
        assert answer.outcome == (400, "body_incomplete")
        assert books.expenses() == 0
        assert not is_replay(phone.post(key))


class TestBodyOfUnknownLength:
    def chunked(self, phone, key, *lines: str) -> bytes:
        chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
        return phone.raw("Transfer-Encoding: chunked", *lines, key=key) + chunk

    def test_is_refused(self, product, phone, books, key):
        [answer] = exchange(product, self.chunked(phone, key, CLOSE))
        assert answer.outcome == (411, "length_required")
        assert books.expenses() == 0

    def test_does_not_disturb_the_next_request(self, product, phone, key):
        refused, *others = exchange(product, self.chunked(phone, key), HEALTH)
        assert refused.status == 411
        assert [other.status for other in others] in ([], [200])


class TestNoBodyAtAll:
    def test_is_an_empty_body_and_does_not_hang(self, product, phone, books, key):
        """Neither Content-Length nor Transfer-Encoding."""
        [answer] = exchange(product, phone.raw(CLOSE, key=key))
        assert answer.outcome == (400, "validation_error")
        assert books.expenses() == 0
        assert phone.post(key).status_code == 201


class TestBodyTooLarge:
    def head(self, phone, key, *lines: str) -> bytes:
        return phone.raw(f"Content-Length: {len(TOO_LARGE)}", *lines, key=key)

    def test_is_refused_before_it_is_sent(self, product, phone, key):
        [answer] = exchange(product, self.head(phone, key), end_sending=True)
        assert answer.outcome == (413, "body_too_large")

    def test_is_refused_to_a_client_that_sends_it_all_the_same(self, phone, books, key):
        answer = phone.post(key, {"description": "x" * 3_000_000})
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        assert books.expenses() == 0

    def test_is_not_read_as_the_next_request(self, product, phone, key):
        """The body is made of requests for a path that does not exist; none of them may be answered."""
        got = exchange(product, self.head(phone, key) + TOO_LARGE, HEALTH)
        assert [answer.status for answer in got] in ([], [413], [413, 200])


class TestRange:
    def test_of_a_post_is_ignored(self, product, phone, books, key):
        head = phone.raw(LENGTH, "Range: bytes=100-", "If-Range: abc", CLOSE, key=key)
        first, second = (exchange(product, head + BODY)[0] for _ in range(2))
        assert (first.status, second.status) == (201, 201)
        assert first.json()["description"] == "Test expense"
        assert second.body == first.body
        assert {"etag", "content-range", "accept-ranges"}.isdisjoint(first.headers | second.headers)
        assert books.expenses() == 1


class TestOneConnection:
    def test_carries_one_request_after_another(self, product, phone, books, key):
        request = phone.raw(LENGTH, key=key) + BODY
        first, replay, health = exchange(product, request, request, HEALTH)
        assert (first.status, replay.status, health.status) == (201, 201, 200)
        assert replay.headers["idempotent-replayed"] == "true"
        assert replay.body == first.body
        assert books.expenses() == 1


class TestRefusalBeforeTheBodyCame:
    @pytest.mark.parametrize(("size", "times"), [(len(BODY), 50), (3_000_000, 10)])
    def test_reaches_a_client_that_is_still_sending_and_keeps_its_connection(self, product, size, times):
        """Without a token; the body follows the head after a moment, as on a slow network."""
        connection = HTTPConnection("127.0.0.1", product.port, timeout=5)
        connection.connect()
        one_connection = connection.sock
        for _ in range(times):
            connection.putrequest("POST", "/v1/uploads/file")
            connection.putheader("Content-Type", "multipart/form-data; boundary=x")
            connection.putheader("Content-Length", str(size))
            connection.endheaders()
            time.sleep(0.005)
            connection.send(bytes(size))
            answer = connection.getresponse()
            assert answer.status == 401
            answer.read()
            assert connection.sock is one_connection
        connection.close()
