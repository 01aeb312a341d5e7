"""Phones log in and refresh in the very moment in which their owner is deactivated."""

import os
from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.product.phone import outcome
from tests.threads import at_once

from .door import Door, Keys, keys_in
from .people import Office, Person

pytestmark = pytest.mark.product

ROUNDS = round(5 * float(os.environ.get("SOAK", "1")))
INVALID = (401, "invalid_token")

Use = Callable[[Keys], httpx.Response]


def got_until_out(use: Use, keys: Keys) -> Iterator[Keys]:
    """All that a phone gets by what it does again and again."""
    yield keys
    while (answer := use(keys)).is_success:
        yield (keys := keys_in(answer))


def got_until_deactivated(door: Door, office: Office, person: Person) -> list[Keys]:
    """By two phones that refresh and one that logs in."""
    uses: list[Use] = [
        lambda keys: door.refresh(keys.refresh),
        lambda keys: door.refresh(keys.refresh),
        lambda keys: door.try_login(person.email, person.password),
    ]
    phones = [door.log_in(person.email, person.password) for _ in uses]

    def play(number: int) -> list[Keys]:
        if number < len(uses):
            return list(got_until_out(uses[number], phones[number]))
        office.change(person, is_active="")
        return []

    return [keys for got in at_once(len(uses) + 1, play) for keys in got]


class TestDeactivation:
    def test_amid_logins_and_refreshes_leaves_no_token_alive(self, door, office, register, measured):
        tokens = 0
        for _ in range(ROUNDS):
            person = office.hire("manager")
            got = got_until_deactivated(door, office, person)
            assert {outcome(door.me(keys.access)) for keys in got} == {INVALID}
            assert {outcome(door.refresh(keys.refresh)) for keys in got} == {INVALID}
            assert register.live_sessions(person) == 0
            tokens += 2 * len(got)
        measured(f"{ROUNDS} deactivations amid logins and refreshes: {tokens} tokens, none alive")
