"""Many at once, each with a key of its own: the rows themselves decide."""

import pytest

from staff.models import ClockEvent, Shift
from tests.threads import at_once

from .conftest import CHECK_IN, CHECK_OUT, SHIFTS, fresh_key

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


def codes(answers):
    """Each status, with the code of a refusal."""
    return sorted((answer.status_code, answer.json().get("code", "")) for answer in answers)


class TestTwentyAtOnce:
    def test_start_one_shift(self, login, staff, property_):
        client, body = login(staff), {"propertyId": property_.pk}
        answers = at_once(20, lambda _: client.post(CHECK_IN, body, headers=fresh_key()))
        assert codes(answers) == [(201, "")] + [(409, "shift_already_open")] * 19
        assert Shift.objects.count() == ClockEvent.objects.count() == 1

    def test_start_one_shift_by_the_constraint_alone(self, login, staff, property_, monkeypatch):
        monkeypatch.setattr(Shift, "refuse_second", lambda shift: None)
        client, body = login(staff), {"propertyId": property_.pk}
        answers = at_once(20, lambda _: client.post(CHECK_IN, body, headers=fresh_key()))
        assert codes(answers) == [(201, "")] + [(409, "shift_already_open")] * 19
        assert Shift.objects.count() == ClockEvent.objects.count() == 1

    def test_end_one_shift(self, login, check_in, staff):
        check_in(staff)
        client = login(staff)
        answers = at_once(20, lambda _: client.post(CHECK_OUT, {}, headers=fresh_key()))
        assert codes(answers) == [(201, "")] + [(409, "no_open_shift")] * 19
        assert ClockEvent.objects.count() == 2


class TestOverlappingCorrections:
    @pytest.mark.parametrize("looks_first", [True, False])
    def test_at_once_have_one_winner(self, login, work, staff, manager, monkeypatch, looks_first):
        if not looks_first:
            monkeypatch.setattr(Shift, "refuse_second", lambda shift: None)
        morning = work(staff, "2026-03-10T02:00:00Z", "2026-03-10T04:00:00Z")["id"]
        evening = work(staff, "2026-03-10T08:00:00Z", "2026-03-10T10:00:00Z")["id"]
        client = login(manager)
        wishes = [
            (morning, {"endedAt": "2026-03-10T07:00:00Z"}),
            (evening, {"startedAt": "2026-03-10T05:00:00Z"}),
        ]

        def correct(number):
            shift, times = wishes[number]
            body = {"reason": "Asked for it", **times}
            return client.post(f"{SHIFTS}/{shift}/correct", body, headers=fresh_key())

        assert codes(at_once(2, correct)) == [(200, ""), (409, "shift_overlaps")]
        assert ClockEvent.objects.filter(kind="correction").count() == 1
