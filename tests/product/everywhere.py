"""Everything that takes numbers or passwords, asked rightly and wrongly."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
from PIL import Image
from PIL.ExifTags import Base as ExifTag

from tests.examples import FOREIGN_GUEST, LOGIN
from tests.pictures import jpeg

from .backstage import Backstage
from .calls import CHECK_IN, CHECK_IN_WITH_DOCUMENTS, CLOCKED_IN, DOCUMENT, READY, UPLOAD, Call, send
from .hostile import SECRET_FIELDS, bodies, paths, spoilt
from .phone import Phone
from .traces import AADHAAR, GUEST_NAME, PAN, PASSPORT, PASSWORD, PHONE, VISA

GUEST = {
    **FOREIGN_GUEST,
    "guestName": GUEST_NAME,
    "phone": PHONE,
    "passportNumber": PASSPORT,
    "visaNumber": VISA,
    "visaExpiresOn": "2099-01-01",
}
NUMBERS = [("passport", PASSPORT), ("pan", PAN), ("visa", VISA), ("aadhaar", AADHAAR), ("oci", AADHAAR)]
STAFF = {**LOGIN, "email": "staff@example.com"}
TOO_LARGE = bytes(10 * 1024 * 1024 + 1)


def asked(phone: Phone, backstage: Backstage) -> list[httpx.Response]:
    found = [*guests(phone), *documents(phone), *notes(phone), *passwords(phone), *oversize(phone)]
    found += [send(phone, bad) for ready in READY.values() for bad in spoilt(ready(phone))]
    return [*found, *hostile(phone), *backstage_forms(backstage)]


def guests(phone: Phone) -> Iterator[httpx.Response]:
    """Created, replayed, under a used key, in a taken room, with pictures that say too much."""
    key, call = str(uuid4()), Call(CHECK_IN, {**GUEST, "roomNumber": "1"})
    yield from (send(phone, call, key), send(phone, call, key))
    yield send(phone, replace(call, fields={**call.fields, "passportNumber": "ZZ1111111"}), key)
    yield send(phone, call)
    types = {"documentTypes": ["passport", "visa"]}
    yield send(phone, Call(CHECK_IN_WITH_DOCUMENTS, GUEST | types | {"roomNumber": "2"}, talkative()))
    in_part = {"checkIn": json.dumps(GUEST | {"roomNumber": "3"})}
    yield send(phone, Call(CHECK_IN_WITH_DOCUMENTS, in_part | types, talkative()))
    yield send(phone, Call(CHECK_IN_WITH_DOCUMENTS, in_part | types | SECRET_FIELDS, talkative()))
    yield phone.get("/v1/guest-checkin")
    yield phone.get("/v1/guest-checkin", **SECRET_FIELDS)


def talkative() -> tuple[tuple[str, bytes], ...]:
    """Pictures whose metadata hold numbers."""
    exif = Image.Exif()
    exif[ExifTag.ImageDescription] = PASSPORT
    exif[ExifTag.Artist] = AADHAAR
    return (("files", jpeg(exif=exif)), ("files", jpeg(comment=VISA.encode())))


def documents(phone: Phone) -> Iterator[httpx.Response]:
    sound = READY[DOCUMENT](phone)
    for kind, number in NUMBERS:
        call = replace(sound, fields={**sound.fields, "type": kind, "number": number})
        key = str(uuid4())
        yield from (send(phone, call, key), send(phone, call, key))
        yield send(phone, replace(call, fields={**call.fields, "checkInId": 10**9}))
        yield form(phone, DOCUMENT, file=(f"{AADHAAR}.png", jpeg()), **as_parts(call.fields))
        yield form(phone, DOCUMENT, **as_parts(call.fields))


def form(phone: Phone, path: str, **parts: tuple[str | None, bytes]) -> httpx.Response:
    headers = phone.headers | {"Idempotency-Key": str(uuid4())}
    return phone.client.post(path, files=parts, headers=headers)


def as_parts(fields: dict[str, Any]) -> dict[str, tuple[None, bytes]]:
    return {name: (None, str(value).encode()) for name, value in fields.items()}


def oversize(phone: Phone) -> Iterator[httpx.Response]:
    secrets = as_parts(SECRET_FIELDS)
    yield form(phone, UPLOAD, file=(f"{AADHAAR}.jpg", TOO_LARGE), **secrets)
    yield form(phone, CHECK_IN_WITH_DOCUMENTS, files=(f"{AADHAAR}.jpg", TOO_LARGE), **secrets)
    last = phone.headers | {"Idempotency-Key": str(uuid4()), "Connection": "close"}
    yield phone.client.post(CHECK_IN, json={"password": PASSWORD * 150_000}, headers=last)


def notes(phone: Phone) -> Iterator[httpx.Response]:
    """A full Aadhaar number in every note."""
    shift = send(phone, READY[CLOCKED_IN](phone)).json()["id"]
    stay = send(phone, Call(CHECK_IN, {**GUEST, "roomNumber": "4"})).json()["id"]
    corrected = {"reason": f"Card {AADHAAR}", "startedAt": "2026-01-01T00:00:00Z"}
    yield send(phone, Call(f"/v1/staff/shifts/{shift}/correct", corrected))
    yield send(phone, Call("/v1/staff/check-out", {"note": f"Card {AADHAAR}"}))
    yield send(phone, Call(f"/v1/guest-checkin/{stay}/form-submitted", {"reference": AADHAAR}))
    yield send(phone, Call(f"/v1/guest-checkin/{stay}/check-out", SECRET_FIELDS))
    yield send(phone, Call(UPLOAD, {"purpose": PASSPORT}, (("file", jpeg()),)))


def passwords(phone: Phone) -> Iterator[httpx.Response]:
    """One is given to a user, used, and mistyped everywhere."""

    def post(path: str, token: str = "", **body: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return phone.client.post(path, json=body, headers=headers)

    logged_in = post("/auth/login", **STAFF)
    token = logged_in.json()["accessToken"]
    changed = {"currentPassword": LOGIN["password"], "newPassword": PASSWORD}
    yield post("/auth/password", token, currentPassword=PASSWORD, newPassword="another-fine-word-7")
    yield post("/auth/password", token, **changed | {"newPassword": PASSWORD[:5]})
    yield post("/auth/password", token, **changed)
    yield post("/auth/password", token, **changed)
    yield post("/auth/login", **STAFF | {"password": PASSWORD})
    yield post("/auth/login", **LOGIN | {"password": PASSWORD})
    yield post("/auth/login", email=PASSWORD, password=PASSWORD)
    yield post("/auth/refresh", refreshToken=PASSWORD)
    yield post("/auth/logout", refreshToken=PASSWORD)
    yield post("/auth/me", PASSWORD)
    yield post(CHECK_IN, PASSWORD, **GUEST)


def hostile(phone: Phone) -> Iterator[httpx.Response]:
    for path in paths():
        for body in bodies():
            headers = phone.headers | {"Idempotency-Key": str(uuid4()), "Content-Type": body.content_type}
            yield phone.client.post(path, content=body.content, headers=headers)
        yield phone.client.post(path, json=SECRET_FIELDS, headers=phone.headers)
        yield phone.client.put(path, json=SECRET_FIELDS, headers=phone.headers)


def backstage_forms(backstage: Backstage) -> Iterator[httpx.Response]:
    """Mistyped at the door of the admin site, then given to new users."""
    yield backstage.log_in(password=PASSWORD)
    yield backstage.log_in(username=PASSWORD)
    yield backstage.log_in()
    person = {"email": "new@example.com", "name": "New", "role": "staff", "organisation": "1"}
    chosen = {"usable_password": "true", "password1": PASSWORD, "password2": PASSWORD}
    yield backstage.post("/admin/accounts/user/add/", **person, **chosen | {"password2": "other"})
    yield backstage.post("/admin/accounts/user/add/", **person, **chosen)
