import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from guestcheckin.models import Document, Stay
from hotelops.accounts.models import Property
from tests.examples import FOREIGN_GUEST, GUEST
from tests.pictures import png

GUESTS = "/v1/guest-checkin"
CREATE = f"{GUESTS}/create"
WITH_DOCUMENTS = f"{GUESTS}/create-with-documents"
UPLOAD = f"{GUESTS}/documents/upload"
NOW = "2026-03-10T12:00:00Z"
AADHAAR = "234123412346"
"""Passes the checksum and belongs to nobody."""


def fresh_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def errors(response: Any) -> set[tuple[str, str]]:
    """Field and code of each error; and nothing was stored."""
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == 400, response.content
    assert not Stay.objects.filter(guest_name=GUEST["guestName"]).exists()
    return {(error["field"], error["code"]) for error in response.json()["errors"]}


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def picture(name: str = "card.png", colour: str = "navy") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, png(colour), "image/png")


def json_file(value: Any) -> SimpleUploadedFile:
    """JSON as browsers send it in a form."""
    return SimpleUploadedFile("blob", json.dumps(value).encode(), "application/json")


def blobs(root: Any) -> list[str]:
    """What is in the store."""
    return sorted(path.name for path in root.rglob("*") if path.is_file())


def erase(stay_id: int, **options: Any) -> str:
    """What the command ``erase_guest`` says."""
    said = StringIO()
    call_command("erase_guest", stay_id, stdout=said, **options)
    return said.getvalue().strip()


@pytest.fixture(autouse=True)
def uploads_root(tmp_path, settings):
    """A store of the test's own, on disk."""
    root = tmp_path / "uploads"
    local = {"BACKEND": "hotelops.files.storage.LocalStorage", "OPTIONS": {"location": root}}
    settings.STORAGES = settings.STORAGES | {"uploads": local}
    return root


@pytest.fixture
def client(login, staff):
    return login(staff)


@pytest.fixture
def guest(property_):
    """A sound check-in, as a client writes it."""
    return {**GUEST, "propertyId": property_.pk}


@pytest.fixture
def with_files(guest):
    """A sound request of flat fields and two files."""
    files = [picture("front.png", "red"), picture("back.png", "blue")]
    return guest | {"files": files, "documentTypes": ["passport", "visa"]}


@pytest.fixture
def foreign_guest(property_):
    return {**FOREIGN_GUEST, "propertyId": property_.pk}


@pytest.fixture
def post():
    """Posts JSON with a fresh key."""

    def posted(client, path, body=None):
        return client.post(path, {} if body is None else body, format="json", headers=fresh_key())

    return posted


@pytest.fixture
def send():
    """Posts a form with a fresh key, or with that of ``headers``."""

    def sent(client, path, body, headers=None):
        return client.post(path, body, format="multipart", headers=headers or fresh_key())

    return sent


@pytest.fixture
def stay(client, post, guest):
    """Checks a guest in through the API and gives the answer's body."""

    def checked_in(by=None, sound=None, **fields):
        response = post(by or client, CREATE, (sound or guest) | fields)
        assert response.status_code == 201, response.content
        return response.json()

    return checked_in


@pytest.fixture
def upload(client, send):
    """Adds a document to a stay through the API and gives the answer's body."""

    def uploaded(stay, by=None, **fields):
        body = {"checkInId": stay["id"], "type": "passport", "file": picture(), **fields}
        sent = {name: value for name, value in body.items() if value is not None}
        response = send(by or client, UPLOAD, sent)
        assert response.status_code == 201, response.content
        return response.json()

    return uploaded


@pytest.fixture
def hotel_in(organisation):
    """Gives a new property in a time zone."""

    def new(time_zone, country="IN"):
        return Property.objects.create(
            organisation=organisation,
            name=time_zone,
            country=country,
            currency="INR",
            time_zone=time_zone,
        )

    return new


@pytest.fixture
def nothing_is_stored(uploads_root):
    """Says after a request whether it left no row."""
    return lambda: Stay.objects.count() == Document.objects.count() == 0
