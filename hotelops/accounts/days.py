"""Calendar days as hotels live them, each in its own time zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from .models import Property

ONE_DAY: Final = timedelta(days=1)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day, in UTC; where clocks skip midnight, the instant they skip it."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def by_zone(properties: QuerySet[Property]) -> Iterator[tuple[ZoneInfo, list[int]]]:
    """Each time zone of the properties, and the ids of those in it."""
    rows = properties.order_by("time_zone", "id").values_list("time_zone", "id")
    for zone, same_zone in groupby(rows, key=itemgetter(0)):
        yield ZoneInfo(zone), [property_id for _, property_id in same_zone]
