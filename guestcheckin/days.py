"""Today, which is another day at each hotel."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils import timezone

from hotelops.accounts.days import ONE_DAY, by_zone, midnight
from hotelops.accounts.models import Property


@dataclass(frozen=True, slots=True)
class Day:
    """From ``start`` until ``end`` it is the same calendar day at these properties."""

    property_ids: list[int]
    start: datetime
    end: datetime

    @classmethod
    def today(cls, property_ids: list[int], zone: ZoneInfo) -> Self:
        day = timezone.now().astimezone(zone).date()
        return cls(property_ids, midnight(day, zone), midnight(day + ONE_DAY, zone))


def todays(properties: QuerySet[Property]) -> list[Day]:
    """Today in each time zone of the properties."""
    return [Day.today(property_ids, zone) for zone, property_ids in by_zone(properties)]


def calendar_day(instant: datetime, zone: str) -> date:
    return instant.astimezone(ZoneInfo(zone)).date()
