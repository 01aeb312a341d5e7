"""The key in, the replay header out, and request bodies that arrive whole or not at all."""

import io
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import IO, Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.permissions import SAFE_METHODS
from rest_framework.renderers import JSONRenderer
from rest_framework.settings import api_settings

from .attempts import parse_key
from .conf import conf
from .exceptions import BodyTooLarge, IdempotencyError, LengthRequired, translated
from .outcomes import Outcome, count_answer

# Room for the closing boundary (70 characters and dashes at most) and a short epilogue.
TAIL_BYTES = 512
DRAINED_AT_ONCE = 64 * 1024


class Idempotency:
    """``request.idempotency``: the key that came in, the headers that go out, and what became of it."""

    def __init__(self, request: HttpRequest) -> None:
        self._header = request.headers.get("Idempotency-Key")
        self.headers: dict[str, str] = {}
        self.outcome: Outcome | None = None

    @cached_property
    def key(self) -> str:
        """Raises KeyMissing or KeyInvalid."""
        return parse_key(self._header)


class IdempotentRequest(HttpRequest):
    """A request below the middleware."""

    idempotency: Idempotency


class IdempotencyMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: IdempotentRequest) -> HttpResponseBase:
        request.idempotency = Idempotency(request)
        if request.method in SAFE_METHODS:
            return self.get_response(request)
        body = WholeBody(request._stream, *expected_body(request))
        request._stream = io.BufferedReader(body)
        response = self.respond(request)
        count_answer(request.idempotency.outcome, response.status_code)
        body.drain()
        return with_headers(response, request.idempotency.headers)

    def respond(self, request: IdempotentRequest) -> HttpResponseBase:
        try:
            check_length(request)
        except IdempotencyError as error:
            return refusal(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Answers for views that are not DRF's when the database is away or the body was cut."""
        meaning = translated(error)
        return refusal(request, meaning) if isinstance(meaning, IdempotencyError) else None


class WholeBody(io.RawIOBase):
    """A request body that raises OSError where it ends early; Django makes an UnreadablePostError of that."""

    def __init__(self, stream: IO[bytes], length: int, closing: bytes) -> None:
        self._stream = stream
        self._missing = length
        self._closing = closing
        self._tail = b""

    def drain(self) -> None:
        """Takes in what was left unread, up to the largest body; a client that is gone changes no answer.

        Otherwise the server may cut the connection while the client or a proxy is still sending, and the
        answer is lost: of a phone that sends a photo with an expired token, say.
        """
        if self._missing <= conf.max_multipart_bytes:
            with suppress(OSError):
                while self._missing and (chunk := self._stream.read(min(self._missing, DRAINED_AT_ONCE))):
                    self._missing -= len(chunk)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        wanted = min(len(buffer), self._missing)
        chunk = self._stream.read(wanted)
        self._missing -= len(chunk)
        self._tail = (self._tail + chunk[-TAIL_BYTES:])[-TAIL_BYTES:]
        if wanted and not chunk:
            raise OSError("The request body ends before its Content-Length.")
        if not self._missing and self._closing not in self._tail:
            raise OSError("The multipart body ends before its closing boundary.")
        buffer[: len(chunk)] = chunk
        return len(chunk)


def content_length(request: HttpRequest) -> int:
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def is_multipart(request: HttpRequest) -> bool:
    return request.content_type == "multipart/form-data"


def check_length(request: HttpRequest) -> None:
    """Raises LengthRequired or BodyTooLarge, before any of the body is read."""
    if "HTTP_TRANSFER_ENCODING" in request.META:
        raise LengthRequired
    limit = conf.max_multipart_bytes if is_multipart(request) else conf.max_body_bytes
    if content_length(request) > limit:
        raise BodyTooLarge(limit)


def expected_body(request: HttpRequest) -> tuple[int, bytes]:
    """The length of the body, and what its last bytes must contain."""
    boundary = (request.content_params or {}).get("boundary", "") if is_multipart(request) else ""
    length = content_length(request)
    return length, f"--{boundary}--".encode("latin-1", "replace") if boundary and length else b""


def refusal(request: HttpRequest, error: IdempotencyError) -> HttpResponseBase:
    """The project's own form of an API error, for what ends before a DRF view could give it."""
    answer: Callable[..., Any] = api_settings.EXCEPTION_HANDLER  # type: ignore[assignment]
    response = answer(error, {"request": request, "view": None})
    response.accepted_renderer = JSONRenderer()
    response.accepted_media_type = JSONRenderer.media_type
    response.renderer_context = {}
    return with_headers(response.render(), error.headers)


def with_headers(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    return response
