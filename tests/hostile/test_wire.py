"""What only raw bytes on a connection can show: headers, paths, charsets and bodies that are no text."""

import socket
from contextlib import suppress
from http.client import BadStatusLine, HTTPResponse
from typing import Final

import pytest

from tests.hotels import Answer
from tests.product.phone import Phone, as_bytes
from tests.servers import Product

from .lists import CHARSETS, DOCUMENTS, NO_UTF8, TEXTS, share
from .sweep import Sweep
from .test_texts import encoded

pytestmark = pytest.mark.product

BODY: Final = as_bytes()
HEADERS: Final = (
    b"Idempotency-Key: %b",
    b"Authorization: Bearer %b",
    b"Authorization: %b",
    b"Content-Type: %b",
    b"Content-Type: application/json; %b=%b",
    b"Content-Type: multipart/form-data; boundary=%b",
    b"Content-Length: %b",
    b"Transfer-Encoding: %b",
    b"Content-Encoding: %b",
    b"Expect: %b",
    b"Accept: %b",
    b"Accept-Language: %b",
    b"Host: %b",
    b"Origin: %b",
    b"Access-Control-Request-Method: %b",
    b"X-Forwarded-For: %b",
    b"X-HTTP-Method-Override: %b",
    b"Range: bytes=%b",
    b"If-None-Match: %b",
    b"%b: a",
)
COOKIES: Final = (b"sessionid=%b", b'sessionid="%b"', b"csrftoken=%b", b"messages=%b", b"%b=a", b"%b")
QUOTED: Final = ("\\000", "\\012\\015", "\\377", "\\", '"')
"""What Python's cookies read as NUL, as a line's end, as no UTF-8, and not at all."""
PATHS: Final = (
    "/v1/finance/expenses/{}",
    "/v1/uploads/{}/content",
    "/v1/finance/{}",
    "/{}",
    "/admin/{}",
    "/static/{}",
)


@pytest.fixture
def ask(product: Product, phone: Phone, sweep: Sweep):
    """Sends one request over a connection of its own, and gives the status, 0 without an answer."""

    def asked(what: object, start: bytes, *lines: bytes, body: bytes = b"") -> int:
        given = {line.partition(b":")[0] for line in lines}
        usual = {
            b"Host": b"localhost",
            b"Authorization": phone.headers["Authorization"].encode(),
            b"Content-Length": b"%d" % len(body),
        }
        kept = [b"%b: %b" % one for one in usual.items() if one[0] not in given]
        head = b"\r\n".join([start + b" HTTP/1.1", *kept, *lines, b"Connection: close", b"", b""])
        is_of_odd_length = bool(given & {b"Content-Length", b"Transfer-Encoding"})
        answer = exchanged(product, head + body, end_sending=is_of_odd_length)
        if answer is None:
            assert is_of_odd_length, f"no answer to {what!r}"
            return 0
        # What is no HTTP at all, the server refuses by itself, without a body.
        sweep.see(what, answer, as_page=not answer[1])
        return answer[0]

    return asked


def exchanged(product: Product, sent: bytes, *, end_sending: bool) -> Answer | None:
    """The server may answer before it has read everything, or close the connection without an answer."""
    with socket.create_connection(("127.0.0.1", product.port), timeout=20) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
            if end_sending:
                connection.shutdown(socket.SHUT_WR)
        response = HTTPResponse(connection)
        try:
            response.begin()
            return (
                response.status,
                response.read(),
                {name.title(): one for name, one in response.headers.items()},
            )
        except (BadStatusLine, ConnectionResetError):
            return None


def as_sent(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


class TestHeader:
    def test_that_is_anything_is_no_error(self, ask, key):
        for place, header in enumerate(HEADERS):
            for number, text in enumerate(share(TEXTS, 16, place)):
                sent = as_sent(text)
                line = header.replace(b"%b", sent)
                json = [b"Content-Type: application/json"] if b"Content-Type" not in line else []
                own_key = [b"Idempotency-Key: %b-%d-%d" % (key.encode(), place, number)]
                lines = [*json, *(own_key if header != HEADERS[0] else []), line]
                ask((header, text[:40]), b"POST /v1/finance/expenses", *lines, body=BODY)

    def test_that_is_a_cookie_is_no_error(self, ask):
        for place, cookie in enumerate(COOKIES):
            for text in (*QUOTED, *share(TEXTS, 8, place)):
                line = b"Cookie: " + cookie.replace(b"%b", as_sent(text))
                ask((cookie, text[:40]), b"GET /admin/", line)


class TestPath:
    def test_that_is_anything_is_no_error(self, ask):
        for place, path in enumerate(PATHS):
            for text in share(TEXTS, 4, place):
                ask((path, text[:40]), b"GET " + path.format(encoded(text)).encode())
                ask((path, text[:40]), b"GET " + path.encode().replace(b"{}", as_sent(text)))
            for name, odd in NO_UTF8.items():
                escaped = "".join(f"%{byte:02x}" for byte in odd)
                ask((path, name), b"GET " + path.format(escaped).encode())


class TestCharset:
    def test_that_a_client_claims_changes_nothing(self, ask, key):
        for number, charset in enumerate(charset for charset in CHARSETS if charset.isprintable()):
            for place, parameter in enumerate(("charset={}", 'charset="{}"', "charset*={}''utf-8")):
                content_type = f"Content-Type: application/json; {parameter.format(charset)}".encode()
                key_line = f"Idempotency-Key: {key}-{number}-{place}".encode()
                what = (parameter, charset[:20])
                assert ask(what, b"POST /v1/finance/expenses", content_type, key_line, body=BODY) == 201, what
                assert ask(what, b"GET /v1/guest-checkin?name=%C3%A9", content_type) == 200, what


class TestBody:
    def test_of_any_bytes_is_no_error(self, ask, key):
        for name, document in (DOCUMENTS | NO_UTF8).items():
            lines = b"Content-Type: application/json", b"Idempotency-Key: %b" % key.encode()
            assert ask(name, b"POST /v1/finance/expenses", *lines, body=document) == 400


class TestLog:
    def test_has_no_line_that_a_client_wrote(self, ask, product):
        for end in ("\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"):
            for path in PATHS:
                ask((path, end), b"GET " + path.format(encoded(f"a{end}FORGED")).encode())
        assert '"route": "unknown"' in product.log
        assert "FORGED" not in product.log
