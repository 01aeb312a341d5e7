"""Texts that are no address, no password and no token, at both doors and wherever a password is set."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import httpx
import pytest

from tests.product.backstage import Backstage
from tests.product.phone import outcome

from .door import BUSY, Door, bearer
from .people import PASSWORD, chosen

pytestmark = pytest.mark.product

HEAVY: Final = {
    "1 MB": "x" * 1_000_000,
    # A minute's work to normalise.
    "200,000 combining marks": "\u0301\u0316" * 100_000,
    "100,000 letters that become 18 each": "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 100_000,
    "100,000 emoji": "\N{GRINNING FACE}" * 100_000,
}
ODD: Final = {
    "NUL": "\0",
    "NUL inside": f"{PASSWORD[:4]}\0{PASSWORD[4:]}",
    "a lone surrogate": "\ud800",
    "the first above the limit": "x" * 1025,
    "the longest": "x" * 1024,
    "the longest, of marks": "\u0301\u0316" * 512,
    "invisible": "\u200b\u2060\ufeff",
    "right to left": "\u202e" + PASSWORD,
    "a line break": "a\r\nb",
    "white space": " \t\n",
    "SQL": "' OR '1'='1' --",
    "format": "{0}{user.password}%s%(x)s{{7*7}}",
    "a hash": "pbkdf2_sha256$1$salt$hash",
    "an unusable hash": "!",
}
NO_TEXTS: Final[tuple[Any, ...]] = (None, True, 5, 1e300, [], ["x"], {}, {"$ne": ""}, [[[]]])
BODIES: Final = (
    b"",
    b"null",
    b"[]",
    b"x",
    b'{"email":',
    b'{"email": "a", "email": "b", "password": "x"}',
    b"\xff\xfe{\x00}\x00",
    b'\xef\xbb\xbf{"email": "a", "password": "x"}',
    b'{"email": "\xff", "password": "x"}',
    b"[" * 100_000,
    b'{"password": ' + b"9" * 100_000 + b"}",
    b'{"email": NaN, "password": Infinity}',
)
FIELDS: Final = {
    "/auth/login": ("email", "password", "refreshToken"),
    "/auth/refresh": ("refreshToken",),
    "/auth/logout": ("refreshToken",),
    "/auth/password": ("currentPassword", "newPassword"),
}
SOUND: Final = {
    "email": "somebody@example.com",
    "password": PASSWORD,
    "refreshToken": "x",
    "currentPassword": PASSWORD,
    "newPassword": "another-fine-word-7",
}


class Sweep:
    """Counts what is answered, and how long the slowest answer took."""

    def __init__(self) -> None:
        self.outcomes: Counter[int] = Counter()
        self.slowest = 0.0

    def see(self, send: Any) -> None:
        began = time.monotonic()
        answer: httpx.Response = send()
        while answer.status_code == 503 and outcome(answer) == BUSY:
            answer = send()
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.outcomes[answer.status_code] += 1

    def __str__(self) -> str:
        return f"{self.outcomes.total()} requests, {dict(self.outcomes)}, slowest {self.slowest:.1f} s"


@pytest.fixture
def sweep() -> Sweep:
    return Sweep()


def bodies(path: str) -> Iterator[bytes]:
    """Each field in turn is something that it should not be."""
    fields = FIELDS[path]
    for field in fields:
        for value in (*HEAVY.values(), *ODD.values(), *NO_TEXTS):
            yield json.dumps({name: SOUND[name] for name in fields} | {field: value}).encode()
    yield from BODIES


class TestApi:
    @pytest.mark.parametrize("path", FIELDS)
    def test_refuses_them(self, door: Door, person, register, sweep, measured, path):
        headers = {"Content-Type": "application/json"}
        if path == "/auth/password":
            headers |= bearer(door.log_in(person.email, person.password).access)
        for body in bodies(path):
            sweep.see(lambda body=body: door.client.post(path, content=body, headers=headers))
        assert set(sweep.outcomes) <= ({204, 400} if path == "/auth/logout" else {400, 401})
        measured(f"{path}: {sweep}")


class TestAdminSite:
    def test_refuses_them(self, watched, sweep, measured):
        browser = Backstage(watched)
        with browser.client:
            browser.get("/admin/login/")
            for value in (*HEAVY.values(), *ODD.values()):
                for name in ("username", "password"):
                    typed = value.encode("utf-8", "surrogatepass")
                    fields = {"username": b"a@b.c", "password": b"x", name: typed}
                    sweep.see(lambda fields=fields: browser.post("/admin/login/", **fields))
        assert set(sweep.outcomes) <= {200, 400}
        measured(f"/admin/login/: {sweep}")

    def test_sets_none_that_is_too_long(self, office, person, sweep, measured):
        for value in HEAVY.values():
            page = f"/admin/accounts/user/{person.id}/password/"
            sweep.see(lambda page=page, value=value: office.backstage.post(page, **chosen(value)))
        assert set(sweep.outcomes) == {200}, "the form again"
        measured(f"a new password on the admin site: {sweep}")
