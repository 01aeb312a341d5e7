"""Tokens that are not what they seem, at every place that takes one."""

from collections.abc import Iterator

import httpx
import pytest

from tests.examples import EXPENSE
from tests.product.phone import EXPENSES, outcome

from .door import Door, Keys, bearer
from .forgery import forgeries, with_other_claims

pytestmark = pytest.mark.product

REFUSED = {(401, "invalid_token"), (401, "token_expired")}


@pytest.fixture
def keys(door, person) -> Keys:
    return door.log_in(person.email, person.password)


@pytest.fixture
def anothers(door, office) -> Keys:
    other = office.hire()
    return door.log_in(other.email, other.password)


def tried_as_access_token(door: Door, token: str) -> Iterator[httpx.Response]:
    headers = bearer(token) | {"Idempotency-Key": "forged"}
    yield door.client.get("/auth/me", headers=headers)
    yield door.client.get(EXPENSES, headers=headers)
    yield door.client.post(EXPENSES, json=EXPENSE, headers=headers)
    yield door.change_password(token, "changeme", "a-fine-word-of-mine")


def assert_refused(tried: dict[str, list[tuple[int, str]]]) -> str:
    """By every place, with every token; says how many these were."""
    let_in = {what: outcomes for what, outcomes in tried.items() if not set(outcomes) <= REFUSED}
    assert let_in == {}
    requests = sum(map(len, tried.values()))
    return f"{len(tried)} forged tokens in {requests} requests: none accepted, no 5xx"


class TestForgedAccessToken:
    def test_opens_nothing(self, door, keys, anothers, measured):
        forged = {**dict(forgeries(keys.access, anothers.access)), **dict(with_other_claims(keys.access))}
        tried = {
            what: [outcome(answer) for answer in tried_as_access_token(door, token)]
            for what, token in forged.items()
        }
        measured(assert_refused(tried))
        assert door.me(keys.access).is_success


class TestForgedRefreshToken:
    def test_refreshes_and_ends_nothing(self, door, register, person, keys, anothers, measured):
        forged = {**dict(forgeries(keys.refresh, anothers.refresh)), **dict(with_other_claims(keys.refresh))}
        tried = {what: [outcome(door.refresh(token))] for what, token in forged.items()}
        logouts = {outcome(door.log_out(token)) for token in forged.values()}
        assert logouts == {(204, "")}
        assert register.live_sessions(person) == 1
        measured(f"{assert_refused(tried)}; {len(forged)} logouts with them ended no session")
        assert door.refresh(keys.refresh).is_success


class TestTokenOfAnotherKind:
    def test_is_refused_everywhere(self, door, register, person, keys, measured):
        tried = {
            "refresh as access": list(map(outcome, tried_as_access_token(door, keys.refresh))),
            "access as refresh": [outcome(door.refresh(keys.access))],
        }
        door.log_out(keys.access)
        assert register.live_sessions(person) == 1
        assert {result for results in tried.values() for result in results} == {(401, "invalid_token")}
        measured("an access token refreshes and ends nothing; a refresh token opens nothing")

    def test_is_no_cookie_and_a_cookie_is_none(self, door, office, keys):
        cookie = {"Cookie": office.backstage.cookies()}
        assert outcome(door.client.get("/auth/me", headers=cookie)) == (401, "not_authenticated")
        at_the_admin_site = door.client.get("/admin/", headers=bearer(keys.access))
        assert at_the_admin_site.status_code == 302
        assert at_the_admin_site.headers["Location"].startswith("/admin/login/")
