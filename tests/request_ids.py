"""Answers compared: each request has an id of its own, which its answer names."""

import re
from typing import Any

REQUEST_ID = re.compile(rb'"requestId":\s?"[0-9A-Fa-f-]{32,36}",?\s?')


def said(answer: Any) -> bytes:
    """The content of an answer, without its request's id."""
    return without_request_id(answer.content)


def without_request_id(content: bytes) -> bytes:
    return REQUEST_ID.sub(b"", content)


def headers_said(answer: Any) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.lower() != "x-request-id"}
