"""Sends one hostile body after another to where a sound one is accepted, and takes back what it did."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from rest_framework.test import APIClient

from hotelops.accounts import sessions, tokens
from tests.api_routes import ROUTES
from tests.conftest import PASSWORD
from tests.examples import FOREIGN_GUEST
from tests.hotels import BODIES, Answer, Hotel, at_property

from .places import Write
from .sweep import answer_of

BOUNDARY: Final = "hostile"
MULTIPART: Final = f"multipart/form-data; boundary={BOUNDARY}"
BY_NAME: Final = {str(route): route for route in ROUTES}


@contextmanager
def undone() -> Iterator[None]:
    """What happens in the database is taken back."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


@dataclass(frozen=True)
class Writer:
    """One endpoint, ready to accept a sound body."""

    client: APIClient
    write: Write
    path: str
    body: dict[str, Any]

    @property
    def shows_a_row(self) -> bool:
        return self.write.name in BY_NAME

    @property
    def row_path(self) -> str:
        """Of the row that an action is about."""
        return self.path.rpartition("/")[0]

    def post(self, content: bytes) -> Answer:
        """With a fresh key, as what the endpoint takes."""
        media_type = MULTIPART if self.write.is_form else self.write.media_type
        key = {"Idempotency-Key": str(uuid4())}
        sent: Any = content  # whose type is said to be a text
        return answer_of(self.client.generic("POST", self.path, sent, media_type, headers=key))

    def encoded(self, **changes: Any) -> bytes:
        """The sound body with other values for some fields."""
        body = self.body | changes
        return form(body) if self.write.is_form else json.dumps(body).encode()


@contextmanager
def writer(hotel: Hotel, write: Write) -> Iterator[Writer]:
    """Makes what a sound request needs, and takes it back afterwards."""
    with undone():
        yield Writer(hotel.client, write, *ready(hotel, write))


def ready(hotel: Hotel, write: Write) -> tuple[str, dict[str, Any]]:
    """Path and body of a sound request."""
    if write.name not in BY_NAME:
        return write.template, logins(hotel)[write.name]
    route = BY_NAME[write.name]
    if write.name == "staff.check_out":
        hotel.row("staff.Shift")
    row = hotel.row(route.model) if route.detail else 0
    if write.name == "guest-checkin.form_submitted":
        guest = {**at_property(FOREIGN_GUEST, hotel), "roomNumber": "10"}
        row = hotel.created("/v1/guest-checkin/create", "guest-checkin.check_in", **guest)
    return route.path(row), BODIES[write.name](hotel)


def logins(hotel: Hotel) -> dict[str, dict[str, Any]]:
    refresh = {"refreshToken": tokens.refresh_token(sessions.start(hotel.manager))}
    return {
        "/auth/login": {"email": hotel.manager.email, "password": PASSWORD},
        "/auth/refresh": refresh,
        "/auth/logout": refresh,
        "/auth/password": {"currentPassword": PASSWORD, "newPassword": f"{PASSWORD} 2"},
    }


def form(body: dict[str, Any]) -> bytes:
    return b"".join(part(name, value) for name, value in body.items()) + f"--{BOUNDARY}--\r\n".encode()


def part(name: str, value: Any, *lines: str) -> bytes:
    """A part for each value; texts in UTF-8, and lone surrogates in what is none."""
    if isinstance(value, list):
        return b"".join(part(name, one) for one in value)
    named = f'; filename="{value.name}"' if isinstance(value, UploadedFile) else ""
    head = (f"--{BOUNDARY}", f'Content-Disposition: form-data; name="{name}"{named}', *lines, "", "")
    return "\r\n".join(head).encode() + as_bytes(value) + b"\r\n"


def as_bytes(value: Any) -> bytes:
    if isinstance(value, UploadedFile):
        value.seek(0)
        return value.read()
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
