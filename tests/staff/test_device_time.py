from datetime import timedelta

import pytest

from staff.models import ClockEvent

from .conftest import errors, refusal

pytestmark = pytest.mark.usefixtures("clock")


class TestDeviceTime:
    def test_is_kept_beside_the_servers_and_counts(self, check_in, check_out, staff):
        check_in(staff, deviceTime="2026-03-10T03:00:00+05:30")
        shift = check_out(staff, deviceTime="2026-03-10T11:00:00+05:30").json()
        assert (shift["startedAt"], shift["endedAt"]) == ("2026-03-09T21:30:00Z", "2026-03-10T05:30:00Z")
        assert shift["hoursWorked"] == 8
        for event, time in zip(shift["events"], (shift["startedAt"], shift["endedAt"]), strict=True):
            assert (event["at"], event["deviceTime"]) == (time, time)
            assert event["receivedAt"] == "2026-03-10T12:00:00Z"

    def test_may_be_null(self, check_in, staff):
        assert check_in(staff, deviceTime=None).json()["startedAt"] == "2026-03-10T12:00:00Z"

    @pytest.mark.parametrize("time", ["2026-02-08T12:00:00Z", "2026-03-10T12:05:00Z"])
    def test_may_be_as_old_as_the_ledger_and_five_minutes_ahead(self, check_in, staff, time):
        assert check_in(staff, deviceTime=time).json()["startedAt"] == time

    @pytest.mark.parametrize(
        ("time", "code"),
        [
            ("2026-02-08T11:59:59Z", "too_old"),
            ("2000-01-01T00:00:00Z", "too_old"),
            ("2026-03-10T12:05:01Z", "in_future"),
            ("2099-12-31T00:00:00Z", "in_future"),
            ("2100-01-01T00:00:00Z", "out_of_range"),
        ],
    )
    def test_beyond_that_is_refused(self, check_in, check_out, staff, time, code):
        assert errors(check_in(staff, deviceTime=time)) == {"deviceTime": code}
        assert not ClockEvent.objects.exists()
        check_in(staff, deviceTime="2026-03-10T11:00:00Z")
        assert errors(check_out(staff, deviceTime=time)) == {"deviceTime": code}

    def test_is_bounded_by_the_ledgers_own_retention(self, check_in, staff, settings):
        settings.IDEMPOTENCY_LEDGER_RETENTION = timedelta(days=2)
        response = check_in(staff, deviceTime="2026-03-08T11:59:59Z")
        assert errors(response) == {"deviceTime": "too_old"}
        assert "2 days" in response.json()["errors"][0]["message"]

    def test_inside_an_earlier_shift_is_a_conflict(self, check_in, work, staff):
        work(staff, "2026-03-10T04:00:00Z", "2026-03-10T10:00:00Z")
        for time in ("2026-03-10T09:59:59Z", "2026-03-10T03:00:00Z"):
            assert refusal(check_in(staff, deviceTime=time)) == (409, "shift_overlaps")

    def test_at_the_end_of_an_earlier_shift_is_none(self, check_in, work, staff):
        work(staff, "2026-03-10T04:00:00Z", "2026-03-10T10:00:00Z")
        assert check_in(staff, deviceTime="2026-03-10T10:00:00Z").status_code == 201

    def test_inside_anothers_shift_is_none(self, check_in, work, staff, manager):
        work(manager, "2026-03-10T04:00:00Z", "2026-03-10T10:00:00Z")
        assert check_in(staff, deviceTime="2026-03-10T09:00:00Z").status_code == 201
