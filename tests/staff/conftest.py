from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from hotelops.accounts.models import Property, Role, User

CHECK_IN = "/v1/staff/check-in"
CHECK_OUT = "/v1/staff/check-out"
SHIFTS = "/v1/staff/shifts"
NOW = "2026-03-10T12:00:00Z"


def fresh_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def errors(response: Any) -> dict[str, str]:
    """The code of each refused field."""
    assert response.status_code == 400, response.content
    return {error["field"]: error["code"] for error in response.json()["errors"]}


def refusal(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def colleague_of(user: User) -> User:
    """Another person of the same organisation."""
    email = f"{uuid4()}@example.com"
    return User.objects.create_user(email, name="Asha", role=Role.STAFF, organisation=user.organisation)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """It is noon of 10 March 2026, and time stands still but for ``clock.shift`` and ``clock.move_to``."""
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def check_in(login, property_) -> Callable[..., Any]:
    """Checks a user in with a fresh key and gives the answer; ``staffId`` and others may be stated."""

    def clocked(user: User, **fields: Any) -> Any:
        return login(user).post(CHECK_IN, {"propertyId": property_.pk, **fields}, headers=fresh_key())

    return clocked


@pytest.fixture
def check_out(login) -> Callable[..., Any]:
    """Checks a user out with a fresh key and gives the answer."""

    def clocked(user: User, **fields: Any) -> Any:
        return login(user).post(CHECK_OUT, fields, headers=fresh_key())

    return clocked


@pytest.fixture
def correct(login) -> Callable[..., Any]:
    """Corrects a shift with a fresh key and gives the answer."""

    def corrected(user: User, shift_id: int, **fields: Any) -> Any:
        body = {"reason": "Forgot to check out", **fields}
        return login(user).post(f"{SHIFTS}/{shift_id}/correct", body, headers=fresh_key())

    return corrected


@pytest.fixture
def work(clock, check_in, check_out) -> Callable[..., Any]:
    """Gives the shift of a user who checked in and, unless it stays open, out at these instants."""

    def worked(user: User, begin: str, end: str | None = None, **fields: Any) -> Any:
        clock.move_to(begin)
        response = check_in(user, **fields)
        assert response.status_code == 201, response.content
        if end is not None:
            clock.move_to(end)
            response = check_out(user)
            assert response.status_code == 201, response.content
        return response.json()

    return worked


@pytest.fixture
def hotel_in(organisation) -> Callable[[str], Property]:
    """Gives a new property in a time zone."""

    def new(time_zone: str) -> Property:
        return Property.objects.create(
            organisation=organisation, name=time_zone, country="IN", currency="INR", time_zone=time_zone
        )

    return new
