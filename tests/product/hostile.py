"""Requests that carry secrets to where they do not belong, for every route that takes a body."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.urls import NoReverseMatch

from tests.api_routes import ROUTES, ApiRoute
from tests.pictures import jpeg

from .calls import Call
from .traces import AADHAAR, PAN, PASSPORT, PASSWORD, VISA

SECRET_FIELDS: Final = {
    "passportNumber": PASSPORT,
    "visaNumber": VISA,
    "number": PAN,
    "pan": PAN,
    "aadhaar": AADHAAR,
    "password": PASSWORD,
    "newPassword": PASSWORD,
    "currentPassword": PASSWORD,
    "refreshToken": PASSWORD,
}
WHOLE: Final = json.dumps(SECRET_FIELDS)
END: Final = b"--b--\r\n"
LOGINS: Final = ("/auth/login", "/auth/refresh", "/auth/logout", "/auth/password")
FREE: Final = {
    "roomNumber",
    "guestName",
    "phone",
    "description",
    "note",
    "checkInId",
}
"""Fields that may hold a text such as a passport number, or that would be found right."""
GUESTS_TEXTS: Final = ("roomNumber", "guestName", "address", "purposeOfVisit")


@dataclass(frozen=True)
class Body:
    content: bytes
    content_type: str = "application/json"


def paths() -> Iterator[str]:
    """Of everything that takes a body."""
    yield from LOGINS
    yield "/v1/nowhere"
    yield from (path_of(route) for route in ROUTES if not route.is_safe)


def path_of(route: ApiRoute) -> str:
    try:
        return route.path(1)
    except NoReverseMatch:
        return route.path(UUID(int=1))


def bodies() -> Iterator[Body]:
    for text in (*json_bodies(), *no_json()):
        yield Body(text)
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        yield Body(urlencode(SECRET_FIELDS).encode(), content_type)
    for parts in forms():
        yield Body(parts, "multipart/form-data; boundary=b")


def json_bodies() -> Iterator[bytes]:
    """Secrets under every name, as every wrong type, as names themselves."""
    for value in (
        SECRET_FIELDS,
        {name: [value] for name, value in SECRET_FIELDS.items()},
        {name: {value: value} for name, value in SECRET_FIELDS.items()},
        {value: name for name, value in SECRET_FIELDS.items()},
        list(SECRET_FIELDS.values()),
        PASSWORD,
    ):
        yield json.dumps(value).encode()


def no_json() -> Iterator[bytes]:
    """Cut off, a name twice, no quotes, too long, too deep, not UTF-8."""
    whole = WHOLE.encode()
    yield from (whole[:-1], whole[:-1] + b', "number": "1"}', whole.replace(b': "', b": "), whole + b" x")
    yield b"[" * 100 + whole + b"]" * 100
    yield whole + b"\xff"


def forms() -> Iterator[bytes]:
    """Fields, files with telling names, a part in JSON; then one without its end, and one with a bad head."""
    fields = b"".join(part(name, value.encode()) for name, value in SECRET_FIELDS.items())
    files = part("file", jpeg(), AADHAAR) + part("files", jpeg(), f"{AADHAAR}.jpg") + part("type", b"pan")
    check_in = part("checkIn", WHOLE.encode(), "checkIn.json")
    yield fields + END
    yield files + part("purpose", b"other") + part("documentTypes", b"other") + END
    yield part("file", WHOLE.encode(), "card.jpg") + part("checkIn", WHOLE[:-1].encode()) + fields + END
    yield check_in + part("documentTypes", PASSPORT.encode()) + END
    yield part("sha256", PASSPORT.encode()) + part("purpose", PASSWORD.encode()) + files + END
    yield fields
    yield f"--b\r\nContent-Disposition: form-data; name={PASSWORD}".encode() + fields + END


def part(name: str, content: bytes, file_name: str | None = None) -> bytes:
    named = f'; filename="{file_name}"' if file_name else ""
    head = f'--b\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def spoilt(call: Call) -> Iterator[Call]:
    """A sound call with one secret more, in each of its fields in turn and in fields of its own."""
    for name, value in changes(call):
        yield Call(call.path, {**call.fields, name: value}, call.files)


def changes(call: Call) -> Iterator[tuple[str, Any]]:
    yield from SECRET_FIELDS.items()
    for name in set(call.fields) - FREE:
        yield from ((name, secret) for secret in (PASSPORT, PAN, PASSWORD))
    if "guestName" in call.fields:
        for name in GUESTS_TEXTS:
            yield name, f"Card {AADHAAR[:4]} {AADHAAR[4:8]} {AADHAAR[8:]}"
            yield name, AADHAAR
