"""What was answered to somebody is not answered again to who lost the right to ask."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.examples import CLOCK_IN, EXPENSE
from tests.product.phone import EXPENSES, is_replay, outcome

from .door import Door, Keys, bearer
from .people import NEW_PASSWORD, OTHER_HOTELS, Office, Person
from .register import Register

pytestmark = pytest.mark.product

REFUSED = {(401, "invalid_token")}


@dataclass(frozen=True)
class Request:
    path: str
    body: dict[str, Any]
    key: str


class Manager:
    """Somebody who has done what managers may do, and all that they may do it with."""

    def __init__(self, door: Door, office: Office, register: Register) -> None:
        self.door, self.office, self.register = door, office, register
        self.person = office.hire("manager")
        self.keys = door.log_in(self.person.email, self.person.password)
        colleague = office.hire()
        self.requests: list[Request] = []
        self.answers: list[httpx.Response] = []
        expense = self.ask(EXPENSES, EXPENSE)
        self.ask(f"{EXPENSES}/{expense['id']}/void", {"reason": "Entered twice"})
        self.ask("/v1/staff/check-in", {**CLOCK_IN, "staffId": colleague.id})

    def ask(self, path: str, body: dict[str, Any]) -> Any:
        request = Request(path, body, str(uuid4()))
        answer = self.send(request, self.keys).raise_for_status()
        self.requests.append(request)
        self.answers.append(answer)
        return answer.json()

    def send(self, request: Request, keys: Keys) -> httpx.Response:
        headers = bearer(keys.access) | {"Idempotency-Key": request.key}
        return self.door.client.post(request.path, json=request.body, headers=headers)

    def retried(self, keys: Keys | None = None) -> list[httpx.Response]:
        return [self.send(request, keys or self.keys) for request in self.requests]

    def log_in_again(self, password: str = "") -> Keys:
        return self.door.log_in(self.person.email, password or self.person.password)

    def is_answered_as_before(self, answers: list[httpx.Response]) -> bool:
        return [(answer.content, is_replay(answer)) for answer in answers] == [
            (first.content, True) for first in self.answers
        ]


@pytest.fixture
def manager(door, office, register) -> Manager:
    return Manager(door, office, register)


@pytest.fixture(params=["Redis holds them", "Redis was emptied"])
def answers_kept(request, manager, watched_valkey) -> Iterator[str]:
    """Where the manager's answers are."""
    with watched_valkey.client() as redis:
        held = [redis.exists(f"idempotency:1:{asked.key}") for asked in manager.requests]
        assert held == [1, 1, 1]
        if request.param == "Redis was emptied":
            redis.flushall()
        yield request.param


def nothing_is_told(manager: Manager, answers: list[httpx.Response]) -> bool:
    return not any(
        is_replay(answer) or "Location" in answer.headers or answer.content == first.content
        for answer, first in zip(answers, manager.answers, strict=True)
    )


def steal(manager: Manager) -> None:
    """And use the token when it was used already."""
    manager.door.refresh(manager.keys.refresh)
    manager.register.let_half_a_minute_pass(manager.person)
    manager.door.refresh(manager.keys.refresh)


def change_own_password(manager: Manager) -> None:
    answer = manager.door.change_password(manager.keys.access, manager.person.password, NEW_PASSWORD)
    assert answer.is_success


Deed = Callable[[Manager], object]
LOSSES: dict[str, Deed] = {
    "role lowered": lambda manager: manager.office.change(manager.person, role="staff"),
    "deactivated": lambda manager: manager.office.change(manager.person, is_active=""),
    "password set by a superuser": lambda manager: manager.office.set_password(manager.person, NEW_PASSWORD),
    "password changed": change_own_password,
    "logged out": lambda manager: manager.door.log_out(manager.keys.refresh),
    "refresh token used twice": steal,
}


@pytest.mark.usefixtures("answers_kept")
class TestReplay:
    def test_reaches_the_manager(self, manager):
        assert manager.is_answered_as_before(manager.retried())

    @pytest.mark.parametrize("loss", LOSSES)
    def test_does_not_reach_who_was(self, manager, answers_kept, loss, measured):
        LOSSES[loss](manager)
        answers = manager.retried()
        assert set(map(outcome, answers)) == REFUSED
        assert nothing_is_told(manager, answers)
        measured(f"{answers_kept}, {loss}: {len(answers)} retries, 0 replayed")

    def test_does_not_reach_who_was_moved_to_another_organisation(self, manager, answers_kept, measured):
        """Behind the product's back, so that the session goes on."""
        person: Person = manager.person
        manager.register.run_unchecked(
            "UPDATE accounts_user SET organisation_id = %s WHERE id = %s", OTHER_HOTELS, person.id
        )
        answers = manager.retried()
        assert [outcome(answer)[0] for answer in answers] == [400, 404, 400]
        assert nothing_is_told(manager, answers)
        measured(f"{answers_kept}, moved to another organisation: {len(answers)} retries, 0 replayed")

    def test_of_what_a_lower_role_may_not_do_does_not_reach_its_new_login(self, manager, measured):
        manager.office.change(manager.person, role="staff")
        expense, *managers_work = manager.retried(manager.log_in_again())
        assert is_replay(expense), "staff record expenses, too"
        assert {outcome(answer) for answer in managers_work} == {(403, "permission_denied")}
        measured("after a lower role and a new login: what it may not do is 403, what it may do is replayed")

    @pytest.mark.parametrize("loss", ["password changed", "logged out", "refresh token used twice"])
    def test_reaches_the_persons_new_login(self, manager, loss):
        LOSSES[loss](manager)
        keys = manager.log_in_again(NEW_PASSWORD if loss == "password changed" else "")
        assert manager.is_answered_as_before(manager.retried(keys))
