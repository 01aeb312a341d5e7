"""Requests as they go over the wire, and the places where they can be cut."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import uuid4

from tests.pictures import jpeg
from tests.product.calls import READY, Call, request
from tests.product.phone import Phone

BOUNDARY = b"--first"
HEAD_STEP = 20


def head(line: str, *lines: str) -> bytes:
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", "Connection: close", *lines, "", ""]).encode()


GET, POST = head("GET /"), head("POST /", "Content-Length: 2") + b"{}"


@dataclass(frozen=True)
class Message:
    head: bytes
    body: bytes

    @classmethod
    def of(cls, phone: Phone, call: Call, key: str, *lines: str) -> "Message":
        """A call with these lines more in its head."""
        sent = request(phone, call, key)
        headers = [*(b"%b: %b" % header for header in sent.headers.raw), *(line.encode() for line in lines)]
        head = b"\r\n".join([b"POST %b HTTP/1.1" % sent.url.raw_path, *headers, b"", b""])
        return cls(head, sent.read())

    @property
    def whole(self) -> bytes:
        return self.head + self.body

    def places(self) -> list[int]:
        """Some in the head; in a form those around its seams, in any other body every byte."""
        head, size = range(1, len(self.head), HEAD_STEP), len(self.whole)
        body = set(seams(self.whole)) if BOUNDARY in self.body else range(len(self.head), size)
        return sorted({*head, *body})


def seams(form: bytes) -> Iterator[int]:
    """Around each boundary and each end of a head, in the middle between them, all over the last line."""
    marks = [mark.start() for mark in re.finditer(rb"%b|\r\n\r\n" % BOUNDARY, form)]
    for mark, following in zip(marks, [*marks[1:], len(form)], strict=True):
        yield from (mark, mark + 1, mark + 4, (mark + following) // 2)
    yield from range(marks[-1], len(form))


def with_new_pictures(phone: Phone, path: str) -> Call:
    """A sound call with pictures that nobody has stored before."""
    call = READY[path](phone)
    return replace(call, files=tuple((part, jpeg(f"#{uuid4().hex[:6]}")) for part, _ in call.files))
