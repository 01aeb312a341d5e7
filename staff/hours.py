"""How long a shift took, in real elapsed time, whatever clocks were changed meanwhile."""

from datetime import UTC, date, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from hotelops.accounts.days import ONE_DAY, midnight

MINUTE: Final = timedelta(minutes=1)


class DayMinutes(NamedTuple):
    date: date
    minutes: int


def hours(begin: datetime, end: datetime) -> float:
    return round((end - begin) / timedelta(hours=1), 2)


def minutes_by_day(begin: datetime, end: datetime, zone: ZoneInfo) -> list[DayMinutes]:
    """The minutes within each calendar day of the zone; they add up to those of the whole span."""
    begin, end = begin.astimezone(UTC), end.astimezone(UTC)
    day, cut, found = begin.astimezone(zone).date(), begin, []
    while cut < end:
        day_end = min(midnight(day + ONE_DAY, zone), end)
        if cut < day_end:  # a zone may skip a whole day
            found.append(DayMinutes(day, whole_minutes(day_end - begin) - whole_minutes(cut - begin)))
        day, cut = day + ONE_DAY, day_end
    return found


def whole_minutes(span: timedelta) -> int:
    """Rounded, half a minute up."""
    return (span + MINUTE / 2) // MINUTE
