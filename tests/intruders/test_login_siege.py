"""A stranger tries passwords all the time: what that does to the person whose address it is."""

import pytest

from tests.product.phone import CREATED, Phone, outcome
from tests.servers import wait_until
from tests.threads import at_once

from .door import Keys, keys_in
from .passwords_at_work import PasswordsAtWork
from .people import NEW_PASSWORD
from .siege import LIMIT, siege, tries_on

pytestmark = pytest.mark.product


@pytest.fixture
def keys(door, person) -> Keys:
    """Of the person's phone."""
    return door.log_in(person.email, person.password)


@pytest.fixture
def besieged(door, register, keys, person):
    with siege(door, register, person.email):
        yield


def refused(answer):
    return outcome(answer) == (401, "invalid_credentials")


@pytest.mark.usefixtures("besieged")
class TestBesieged:
    def test_phone_goes_on(self, door, watched, keys, key, measured):
        assert door.me(keys.access).is_success
        new = keys_in(door.refresh(keys.refresh))
        with watched.client(timeout=60) as client:
            assert outcome(Phone(watched, new.access, client).post(key)) == CREATED
        measured("a phone that is logged in reads, refreshes and records an expense")

    def test_phone_that_logged_out_logs_in_again(self, door, person, keys, measured):
        door.log_out(keys.refresh)
        assert door.log_in(person.email, person.password, refreshToken=keys.refresh)
        measured("a phone that shows its last refresh token logs in")

    def test_person_changes_the_password(self, door, person, keys):
        new = keys_in(door.change_password(keys.access, person.password, NEW_PASSWORD))
        assert door.me(new.access).is_success

    def test_person_is_kept_out_of_a_new_phone(self, door, person):
        assert refused(door.try_login(person.email, person.password))

    def test_person_gets_into_a_new_phone_under_another_address(self, door, office, person, measured):
        new = f"new-{person.email}"
        office.change(person, email=new)
        assert door.log_in(new, person.password)
        measured("with another address, which the stranger does not know, a new phone logs in")

    def test_superusers_session_goes_on(self, door, office, register):
        with siege(door, register, "admin@example.com"):
            assert office.backstage.get("/admin/accounts/user/").status_code == 200


class TestLock:
    def test_is_not_extended_by_more_tries(self, door, register, person, measured):
        with siege(door, register, person.email):
            [(count, ends)] = register.strangers_tries(person.email)
            assert wait_until(lambda: tries_on(register, person.email) > count, seconds=60)
        [(later_count, later_ends)] = register.strangers_tries(person.email)
        assert later_ends == ends
        measured(f"{later_count} tries on, the window ends when it was to end after the first")

    def test_ends_with_its_window(self, door, register, person):
        with siege(door, register, person.email):
            assert refused(door.try_login(person.email, person.password))
        register.end_windows()
        assert door.log_in(person.email, person.password)

    def test_ends_with_a_new_password(self, door, office, register, person):
        with siege(door, register, person.email):
            pass
        office.set_password(person, NEW_PASSWORD)
        assert door.log_in(person.email, NEW_PASSWORD)
        assert tries_on(register, person.email) == 0


class TestKnownPhone:
    def test_has_a_limit_of_its_own(self, door, watched, person, keys, measured):
        """Whoever has a token of the person, too, may guess as often, and no more."""
        at_work = PasswordsAtWork(watched)

        def guess(number: int) -> None:
            assert refused(door.try_login(person.email, f"guess {number}", refreshToken=keys.refresh))

        at_once(60, guess)
        assert (at_work.evaluated, at_work.hashed) == (LIMIT, 60)
        measured(f"60 guesses at once with a stolen token: {at_work.evaluated} evaluated")
        assert door.log_in(person.email, person.password), "strangers' tries are counted apart"

    def test_that_tried_too_often_may_try_again_after_a_new_password(self, door, office, person, keys):
        for number in range(LIMIT + 1):
            door.try_login(person.email, f"guess {number}", refreshToken=keys.refresh)
        known = {"refreshToken": keys.refresh}
        assert refused(door.try_login(person.email, person.password, **known))
        office.set_password(person, NEW_PASSWORD)
        assert door.log_in(person.email, NEW_PASSWORD, **known)

    def test_is_nobody_elses(self, door, office, watched, person, keys, measured):
        """Tokens of others, access tokens and changed ones open no second budget."""
        stranger = office.hire()
        own = door.log_in(stranger.email, stranger.password)
        at_work = PasswordsAtWork(watched)
        for shown in (own.refresh, keys.access, f"{keys.refresh}x", "x", keys.refresh.rpartition(".")[0]):
            for number in range(LIMIT):
                door.try_login(person.email, f"guess {number}", refreshToken=shown)
        assert at_work.evaluated == LIMIT
        measured(f"{5 * LIMIT} guesses with 5 tokens that show nothing: {at_work.evaluated} evaluated")
