"""The id of the request under way: in its answer, its log lines and its traces."""

import re
from collections.abc import Callable
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

from django.http import HttpRequest
from django.http.response import HttpResponseBase

HEADER: Final = "X-Request-ID"
UUID_OR_32_DIGITS: Final = re.compile("[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_current: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Empty outside of requests."""
    return _current.get()


class RequestIds:
    """Takes the proxy's or client's id where it has the form of one: any other text may name a guest.

    What is logged after the answer belongs to the request, too, until the next one on this thread.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = chosen(request.headers.get(HEADER, ""))
        _current.set(request_id)
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        return response


def chosen(offered: str) -> str:
    return offered if UUID_OR_32_DIGITS.fullmatch(offered) else uuid4().hex
