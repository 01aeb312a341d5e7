"""The eight requests that create something, sound and ready to be sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import httpx

from tests.examples import CLOCK_IN, EXPENSE, GUEST, REVENUE
from tests.pictures import PDF, jpeg, png

from .phone import EXPENSES, REVENUES, Phone

CHECK_IN = "/v1/guest-checkin/create"
CHECK_IN_WITH_DOCUMENTS = "/v1/guest-checkin/create-with-documents"
DOCUMENT = "/v1/guest-checkin/documents/upload"
CLOCKED_IN = "/v1/staff/check-in"
CLOCKED_OUT = "/v1/staff/check-out"
UPLOAD = "/v1/uploads/file"


@dataclass(frozen=True)
class Call:
    """A form where it has files, each with the name of its part, else JSON."""

    path: str
    fields: dict[str, Any]
    files: tuple[tuple[str, bytes], ...] = ()

    def changed(self) -> "Call":
        return replace(self, fields=self.fields | CHANGES[self.path])


def send(phone: Phone, call: Call, key: str | None = None, boundary: str = "first") -> httpx.Response:
    """With a fresh key, unless one is given; without any for an empty one."""
    return phone.client.send(request(phone, call, str(uuid4()) if key is None else key, boundary))


def request(phone: Phone, call: Call, key: str, boundary: str = "first") -> httpx.Request:
    headers = phone.headers | ({"Idempotency-Key": key} if key else {})
    if not call.files:
        return phone.client.build_request("POST", call.path, json=call.fields, headers=headers)
    headers["Content-Type"] = f"multipart/form-data; boundary={boundary}"
    files = [(part, (f"{number}.bin", content)) for number, (part, content) in enumerate(call.files)]
    return phone.client.build_request("POST", call.path, data=call.fields, files=files, headers=headers)


def expense(phone: Phone) -> Call:
    return Call(EXPENSES, EXPENSE)


def revenue(phone: Phone) -> Call:
    return Call(REVENUES, REVENUE)


def check_in(phone: Phone) -> Call:
    return Call(CHECK_IN, in_free_room())


def check_in_with_documents(phone: Phone) -> Call:
    fields = {**in_free_room(), "documentTypes": ["passport", "visa"]}
    return Call(CHECK_IN_WITH_DOCUMENTS, fields, (("files", jpeg("red")), ("files", jpeg("blue"))))


def document(phone: Phone) -> Call:
    stay = send(phone, check_in(phone)).json()["id"]
    return Call(DOCUMENT, {"checkInId": stay, "type": "pan", "number": "ABCPE1234F"}, (("file", png()),))


def clock_in(phone: Phone) -> Call:
    """There is no open shift."""
    send(phone, Call(CLOCKED_OUT, {}))
    return Call(CLOCKED_IN, CLOCK_IN)


def clock_out(phone: Phone) -> Call:
    """There is an open shift."""
    send(phone, Call(CLOCKED_IN, CLOCK_IN))
    return Call(CLOCKED_OUT, {})


def upload(phone: Phone) -> Call:
    return Call(UPLOAD, {"purpose": "receipt"}, (("file", PDF),))


def in_free_room() -> dict[str, Any]:
    return {**GUEST, "roomNumber": uuid4().hex[:12]}


READY: dict[str, Callable[[Phone], Call]] = {
    EXPENSES: expense,
    REVENUES: revenue,
    CHECK_IN: check_in,
    CHECK_IN_WITH_DOCUMENTS: check_in_with_documents,
    DOCUMENT: document,
    CLOCKED_IN: clock_in,
    CLOCKED_OUT: clock_out,
    UPLOAD: upload,
}
"""Brings the product to where the call answers 201, and gives the call."""
WITH_FILES = (CHECK_IN_WITH_DOCUMENTS, DOCUMENT, UPLOAD)
CHANGES: dict[str, dict[str, Any]] = {
    EXPENSES: {"amountCents": 1},
    REVENUES: {"amountCents": 1},
    CHECK_IN: {"guestName": "Somebody Else"},
    CHECK_IN_WITH_DOCUMENTS: {"guestName": "Somebody Else"},
    DOCUMENT: {"side": "back"},
    CLOCKED_IN: {"note": "At the gate"},
    CLOCKED_OUT: {"note": "At the gate"},
    UPLOAD: {"purpose": "other"},
}
