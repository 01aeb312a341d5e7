"""An organisation with rows of every kind, made through the API."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from hotelops.accounts.models import Property, User

from .examples import CLOCK_IN, EXPENSE, GUEST, REVENUE
from .pictures import jpeg
from .request_ids import headers_said, without_request_id

Answer = tuple[int, bytes, dict[str, str]]
"""Status, content and headers, without the id of the request."""


class Hotel:
    """Its rows come when they are asked for, each once; ``client`` is its manager's."""

    def __init__(self, client: APIClient, property_: Property, manager: User) -> None:
        self.client, self.property, self.manager = client, property_, manager
        self._ids: dict[str, Any] = {}

    def row(self, model: str) -> Any:
        """The id of its row of this model."""
        if model not in self._ids:
            self._ids[model] = ROWS[model](self)
        return self._ids[model]

    def make_all(self) -> None:
        for model in ROWS:
            self.row(model)

    def created(self, path: str, action: str, **others: Any) -> Any:
        """The id of what a sound request creates."""
        answer = sent(self.client, "post", path, BODIES[action](self) | others)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]


def sent(client: APIClient, method: str, path: str, body: dict[str, Any], key: str = "") -> Any:
    """With a fresh key, unless one is given; as a form where there are files, else as JSON."""
    form = any(name in body for name in ("file", "files"))
    if method == "get":
        return client.get(path)
    headers = {"Idempotency-Key": key or str(uuid4())}
    return getattr(client, method)(path, body, format="multipart" if form else "json", headers=headers)


def answer(client: APIClient, method: str, path: str, body: dict[str, Any] | None = None) -> Answer:
    response = sent(client, method, path, body or {})
    content = response.getvalue() if response.streaming else response.content
    return response.status_code, without_request_id(content), headers_said(response)


def at_property(body: dict[str, Any], hotel: Hotel) -> dict[str, Any]:
    return {**body, "propertyId": hotel.property.pk}


def picture() -> SimpleUploadedFile:
    return SimpleUploadedFile("picture.jpg", jpeg(), "image/jpeg")


def with_documents(hotel: Hotel) -> dict[str, Any]:
    return {**at_property(GUEST, hotel), "files": [picture()], "documentTypes": ["passport"]}


def document(hotel: Hotel) -> dict[str, Any]:
    return {"checkInId": hotel.row("guestcheckin.Stay"), "type": "passport", "file": picture()}


def clocked(hotel: Hotel) -> dict[str, Any]:
    return {**at_property(CLOCK_IN, hotel), "staffId": hotel.manager.pk}


BODIES: dict[str, Callable[[Hotel], dict[str, Any]]] = {
    "expenses.create": partial(at_property, EXPENSE),
    "revenues.create": partial(at_property, REVENUE),
    "guest-checkin.check_in": partial(at_property, GUEST),
    "guest-checkin.check_in_with_documents": with_documents,
    "guest-documents.upload": document,
    "uploads.file": lambda hotel: {"file": picture(), "purpose": "receipt"},
    "staff.check_in": clocked,
    "staff.check_out": clocked,
    "expenses.void": lambda hotel: {"reason": "Entered twice"},
    "revenues.void": lambda hotel: {"reason": "Entered twice"},
    "shifts.correct": lambda hotel: {"reason": "Forgotten", "startedAt": "2025-12-13T10:00:00Z"},
    "guest-checkin.check_out": lambda hotel: {},
    "guest-checkin.form_submitted": lambda hotel: {},
}
"""A sound body for each action that has one."""

ROWS: dict[str, Callable[[Hotel], Any]] = {
    "accounts.Property": lambda hotel: hotel.property.pk,
    "accounts.User": lambda hotel: hotel.manager.pk,
    "finance.Expense": lambda hotel: hotel.created("/v1/finance/expenses", "expenses.create"),
    "finance.Revenue": lambda hotel: hotel.created("/v1/finance/revenues", "revenues.create"),
    "guestcheckin.Stay": lambda hotel: hotel.created(
        "/v1/guest-checkin/create", "guest-checkin.check_in", roomNumber="9"
    ),
    "guestcheckin.Document": lambda hotel: hotel.created(
        "/v1/guest-checkin/documents/upload", "guest-documents.upload"
    ),
    "staff.Shift": lambda hotel: hotel.created("/v1/staff/check-in", "staff.check_in"),
    "uploads.Upload": lambda hotel: hotel.created("/v1/uploads/file", "uploads.file"),
}


def with_id(body: dict[str, Any], field: str, row_id: Any) -> dict[str, Any]:
    """The body with this id in a field, or in a field of a JSON part as in ``checkIn.propertyId``."""
    part, _, inner = field.rpartition(".")
    if not part:
        return {**body, field: row_id}
    files = {name: body[name] for name in ("files", "documentTypes")}
    flat = {name: value for name, value in body.items() if name not in files}
    return {**files, part: json.dumps({**flat, inner: row_id})}
