"""One login is one family of refresh tokens: many refreshes at once, lost answers, thieves, and its end."""

from collections.abc import Callable

import pytest

from tests.product.phone import outcome
from tests.threads import at_once

from .door import Door, Keys, keys_in
from .people import NEW_PASSWORD, Office, Person

pytestmark = pytest.mark.product

INVALID, REUSED = (401, "invalid_token"), (401, "refresh_token_reused")
PHONES = 3


@pytest.fixture
def keys(door, person) -> Keys:
    return door.log_in(person.email, person.password)


class TestSuccessor:
    def test_of_a_token_sent_16_times_at_once_is_one(self, door, keys, measured):
        answers = at_once(16, lambda _: keys_in(door.refresh(keys.refresh)))
        [successor] = {answer.refresh for answer in answers}
        assert successor != keys.refresh
        assert all(door.me(answer.access).is_success for answer in answers)
        measured(f"16 refreshes at once: {len(answers)} answers, 1 successor")

    def test_is_given_again_when_the_answer_was_lost(self, door, keys):
        first, again = (keys_in(door.refresh(keys.refresh)) for _ in range(2))
        assert first.refresh == again.refresh
        assert door.refresh(first.refresh).is_success


class TestReuse:
    def test_half_a_minute_later_ends_the_family(self, door, register, person, keys, measured):
        thief = keys_in(door.refresh(keys.refresh))
        register.let_half_a_minute_pass(person)
        assert outcome(door.refresh(keys.refresh)) == REUSED
        assert outcome(door.refresh(thief.refresh)) == INVALID
        assert outcome(door.me(thief.access)) == outcome(door.me(keys.access)) == INVALID
        measured("a token used again after 31 s: refused, and every other token of the family, too")

    def test_16_times_at_once_ends_the_family(self, door, register, person, keys):
        successor = keys_in(door.refresh(keys.refresh))
        register.let_half_a_minute_pass(person)
        outcomes = at_once(16, lambda _: outcome(door.refresh(keys.refresh)))
        assert set(outcomes) <= {REUSED, INVALID}
        assert outcome(door.refresh(successor.refresh)) == INVALID

    def test_of_an_older_token_ends_the_family_at_once(self, door, keys):
        second = keys_in(door.refresh(keys.refresh))
        third = keys_in(door.refresh(second.refresh))
        assert outcome(door.refresh(keys.refresh)) == REUSED
        assert outcome(door.refresh(third.refresh)) == INVALID

    def test_leaves_other_logins_of_the_person_alone(self, door, person, keys):
        elsewhere = door.log_in(person.email, person.password)
        door.refresh(keys_in(door.refresh(keys.refresh)).refresh)
        assert outcome(door.refresh(keys.refresh)) == REUSED
        assert door.me(elsewhere.access).is_success


Deed = Callable[[Office, Person], None]
DEEDS: dict[str, Deed] = {
    "a new password": lambda office, person: office.set_password(person, NEW_PASSWORD),
    "a lower role": lambda office, person: office.change(person, role="staff"),
    "a higher role": lambda office, person: office.change(person, role="owner"),
    "a move to another organisation": lambda office, person: office.move(person),
    "a deactivation": lambda office, person: office.change(person, is_active=""),
}


def outcomes_of(door: Door, phones: list[Keys]) -> list[tuple[int, str]]:
    """Of all their access and refresh tokens."""
    return [
        outcome(answer) for keys in phones for answer in (door.me(keys.access), door.refresh(keys.refresh))
    ]


class TestEnd:
    @pytest.mark.parametrize("deed", DEEDS)
    def test_of_all_families_comes_at_once_with(self, door, office, person, deed, measured):
        phones = [door.log_in(person.email, person.password) for _ in range(PHONES)]
        phones[0] = keys_in(door.refresh(phones[0].refresh))
        DEEDS[deed](office, person)
        outcomes = outcomes_of(door, phones)
        assert set(outcomes) == {INVALID}
        measured(f"{deed}: {len(outcomes)} access and refresh tokens of {PHONES} logins refused at once")

    def test_of_all_other_families_comes_with_the_persons_own_new_password(self, door, person):
        phones = [door.log_in(person.email, person.password) for _ in range(PHONES)]
        new = keys_in(door.change_password(phones[0].access, person.password, NEW_PASSWORD))
        outcomes = outcomes_of(door, phones)
        assert set(outcomes) == {INVALID}
        assert door.me(new.access).is_success

    def test_of_one_family_comes_with_its_logout(self, door, person, keys):
        elsewhere = door.log_in(person.email, person.password)
        door.log_out(keys.refresh)
        assert outcome(door.me(keys.access)) == outcome(door.refresh(keys.refresh)) == INVALID
        assert door.me(elsewhere.access).is_success

    def test_is_not_undone_by_a_new_activation(self, door, office, person, keys):
        office.change(person, is_active="")
        office.change(person)
        assert outcome(door.refresh(keys.refresh)) == INVALID
        assert door.log_in(person.email, person.password)

    def test_comes_to_what_is_deactivated_behind_the_products_back(self, door, register, person, keys):
        register.run("UPDATE accounts_user SET is_active = false WHERE id = %s", person.id)
        assert outcome(door.me(keys.access)) == outcome(door.refresh(keys.refresh)) == INVALID
