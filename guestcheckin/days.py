"""Days as the properties live them, each in its own time zone."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Day:
    """From ``start`` until ``end`` it is the same calendar day at these properties."""

    property_ids: tuple[int, ...]
    start: datetime
    end: datetime


def todays(zones: Iterable[tuple[int, str]]) -> list[Day]:
    """Today in each time zone, for pairs of a property's id and the name of its zone."""
    properties = defaultdict(list)
    for property_id, zone in zones:
        properties[zone].append(property_id)
    return [today(ids, ZoneInfo(zone)) for zone, ids in properties.items()]


def today(property_ids: Iterable[int], zone: ZoneInfo) -> Day:
    day = timezone.now().astimezone(zone).date()
    return Day(tuple(property_ids), midnight(day, zone), midnight(day + timedelta(days=1), zone))


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def calendar_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
