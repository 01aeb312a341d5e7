"""Different requests at once for what only one of them can have."""

from collections import Counter

import pytest

from tests.threads import at_once

from .calls import CHECK_IN, CLOCKED_IN, READY, send
from .phone import CREATED, Phone, outcome

pytestmark = pytest.mark.product


def outcomes_of_twenty(phone: Phone, path: str) -> Counter[tuple[int, str]]:
    """Each with a key of its own, over both processes."""
    call = READY[path](phone)
    return Counter(outcome(answer) for answer in at_once(20, lambda _: send(phone, call)))


class TestTwentyGuestsForOneRoom:
    def test_are_one_stay_and_nineteen_refusals(self, phone):
        assert outcomes_of_twenty(phone, CHECK_IN) == {CREATED: 1, (409, "room_occupied"): 19}


class TestTwentyCheckInsOfOnePerson:
    def test_are_one_shift_and_nineteen_refusals(self, phone):
        assert outcomes_of_twenty(phone, CLOCKED_IN) == {CREATED: 1, (409, "shift_already_open"): 19}
