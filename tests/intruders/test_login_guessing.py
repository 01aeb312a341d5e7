"""A stranger who knows an address guesses passwords, many at a time."""

from collections.abc import Iterator

import pytest

from tests.threads import at_once

from .door import without_date
from .passwords_at_work import PasswordsAtWork

pytestmark = pytest.mark.product

TRIES, LIMIT = 60, 10


@pytest.fixture
def hanging_redis(watched_valkey) -> Iterator[None]:
    watched_valkey.pause()
    yield
    watched_valkey.resume()


@pytest.fixture
def at_work(watched) -> PasswordsAtWork:
    return PasswordsAtWork(watched)


def same_headers(number: int) -> dict[str, str]:
    return {}


def forged_headers(number: int) -> dict[str, str]:
    """A client that says it is somebody else each time."""
    address = f"203.0.113.{number}"
    names = ("X-Forwarded-For", "X-Real-IP", "X-Client-IP", "True-Client-IP", "CF-Connecting-IP")
    return dict.fromkeys(names, address) | {
        "Forwarded": f"for={address}",
        "User-Agent": f"Browser/{number}",
    }


def spellings(email: str) -> list[str]:
    return [
        email,
        email.upper(),
        f" {email} ",
        email.title(),
        email.replace("@", "\N{FULLWIDTH COMMERCIAL AT}"),
    ]


class TestGuesses:
    def guess(self, door, person, number, headers_of=same_headers):
        spelling = spellings(person.email)[number % 5]
        return door.try_login(spelling, f"guess {number}", headers=headers_of(number))

    @pytest.mark.parametrize("headers_of", [same_headers, forged_headers])
    def test_at_once_are_evaluated_up_to_the_limit(self, door, person, at_work, measured, headers_of):
        answers = at_once(TRIES, lambda number: self.guess(door, person, number, headers_of))
        assert {answer.status_code for answer in answers} == {401}
        assert (at_work.evaluated, at_work.hashed) == (LIMIT, TRIES)
        measured(f"{TRIES} guesses at once: {at_work.evaluated} evaluated, {at_work.hashed} hashed")

    @pytest.mark.usefixtures("hanging_redis")
    def test_at_once_are_counted_without_redis(self, door, person, register, at_work, measured):
        answers = at_once(TRIES, lambda number: self.guess(door, person, number, forged_headers))
        assert {answer.status_code for answer in answers} == {401}
        assert (at_work.evaluated, at_work.hashed) == (LIMIT, TRIES)
        [(counted, _)] = register.strangers_tries(person.email)
        assert counted == TRIES
        measured(f"Redis hangs, {TRIES} guesses at once: {at_work.evaluated} evaluated, {counted} counted")

    def test_at_both_doors_are_counted_together(self, door, office, person, at_work, measured):
        for number in range(LIMIT - 2):
            self.guess(door, person, number)
        pages = [office.try_login(person.email, f"guess {number}") for number in range(5)]
        assert {page.status_code for page in pages} == {200}
        assert at_work.evaluated == LIMIT
        measured(f"{LIMIT - 2} guesses at the API, 5 at the admin site: {at_work.evaluated} evaluated")


class TestLockedAccount:
    def test_answers_like_every_other_refusal(self, door, office, person, watched, measured):
        inactive, elsewhere = office.hire(), office.hire()
        office.change(inactive, is_active="")
        for number in range(LIMIT):
            door.try_login(person.email, f"guess {number}")
            door.try_login("nobody@example.com", f"guess {number}")
        tries = {
            "locked, right password": (person.email, person.password),
            "locked, wrong password": (person.email, "wrong"),
            "locked, unknown": ("nobody@example.com", "wrong"),
            "wrong password": (elsewhere.email, "wrong"),
            "unknown": ("somebody@example.com", "wrong"),
            "inactive, right password": (inactive.email, inactive.password),
            "superuser without an organisation": ("admin@example.com", "changeme"),
        }
        hashed, told = {}, {}
        for case, (email, password) in tries.items():
            at_work = PasswordsAtWork(watched)
            told[case] = without_date(door.try_login(email, password))
            hashed[case] = at_work.hashed
        assert set(hashed.values()) == {1}, hashed
        assert {status for status, _, _ in told.values()} == {401}
        assert len({repr(answer) for answer in told.values()}) == 1, told
        measured(f"{len(told)} kinds of refusal: 1 answer (status, headers, body), 1 password hashed in each")
