from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from staff.hours import hours, minutes_by_day


def days(zone, begin, end):
    """Day of the month and minutes."""
    found = minutes_by_day(datetime.fromisoformat(begin), datetime.fromisoformat(end), ZoneInfo(zone))
    return [(day.day, minutes) for day, minutes in found]


class TestHours:
    @pytest.mark.parametrize(
        ("end", "worked"),
        [("08:00:00", 8), ("00:00:01", 0), ("00:20:00", 0.33), ("07:59:59", 8), ("07:45:00", 7.75)],
    )
    def test_are_rounded_to_two_decimals(self, end, worked):
        begin = datetime.fromisoformat("2026-03-10T00:00:00Z")
        assert hours(begin, datetime.fromisoformat(f"2026-03-10T{end}Z")) == worked


class TestMinutesByDay:
    @pytest.mark.parametrize(
        ("zone", "begin", "end", "split"),
        [
            ("Asia/Kolkata", "2026-03-10T16:30Z", "2026-03-11T00:30Z", [(10, 120), (11, 360)]),
            ("Europe/Lisbon", "2026-03-28T22:00Z", "2026-03-29T05:00Z", [(28, 120), (29, 300)]),
            ("Europe/Lisbon", "2026-10-24T21:00Z", "2026-10-25T06:00Z", [(24, 120), (25, 420)]),
            ("America/New_York", "2026-03-08T03:00Z", "2026-03-08T10:00Z", [(7, 120), (8, 300)]),
            ("America/New_York", "2026-11-01T02:00Z", "2026-11-01T11:00Z", [(31, 120), (1, 420)]),
        ],
    )
    def test_of_a_night_shift_are_real_minutes_on_both_days(self, zone, begin, end, split):
        """From 22:00 to 06:00 on the wall, in ordinary nights and when clocks change."""
        assert days(zone, begin, end) == split

    def test_end_with_the_day(self):
        assert days("Asia/Kolkata", "2026-03-10T12:30Z", "2026-03-10T18:30Z") == [(10, 360)]

    def test_begin_with_the_day(self):
        assert days("Asia/Kolkata", "2026-03-10T18:30Z", "2026-03-10T19:30Z") == [(11, 60)]

    def test_of_days_on_end_are_those_of_each(self):
        split = days("America/New_York", "2026-03-07T17:00Z", "2026-03-09T16:00Z")
        assert split == [(7, 720), (8, 23 * 60), (9, 720)]

    def test_where_clocks_skip_midnight_begin_after_it(self):
        assert days("America/Sao_Paulo", "2018-11-04T01:00Z", "2018-11-04T08:00Z") == [(3, 120), (4, 300)]

    def test_leave_out_a_day_that_a_zone_skipped(self):
        assert days("Pacific/Apia", "2011-12-30T09:00Z", "2011-12-30T11:00Z") == [(29, 60), (31, 60)]

    def test_add_up_to_those_of_the_whole(self):
        split = days("UTC", "2026-03-09T23:50:40Z", "2026-03-11T00:10:39Z")
        assert split == [(9, 9), (10, 1440), (11, 11)]
        assert sum(minutes for _, minutes in split) == 1460

    def test_are_none_without_time(self):
        assert days("UTC", "2026-03-10T00:00Z", "2026-03-10T00:00Z") == []

    def test_have_their_date(self):
        begin, end = (datetime.fromisoformat(f"2026-03-10T{hour}:00Z") for hour in ("10", "11"))
        assert minutes_by_day(begin, end, ZoneInfo("UTC")) == [(date(2026, 3, 10), 60)]
