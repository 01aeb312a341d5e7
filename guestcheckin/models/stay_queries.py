from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Self

from django.db.models import Q

from guestcheckin.days import Day
from guestcheckin.sealing import hashes
from hotelops.accounts.tenancy import TenantQuerySet


class StayQuerySet(TenantQuerySet[Any]):
    def in_house(self) -> Self:
        return self.filter(checked_out_at=None)

    def departed(self) -> Self:
        return self.exclude(checked_out_at=None)

    def arrived_on(self, days: Iterable[Day]) -> Self:
        return self.on(days, lambda start, end: Q(check_in_at__gte=start, check_in_at__lt=end))

    def due_out_on(self, days: Iterable[Day]) -> Self:
        """In house and expected to leave by the end of the day; whoever is overdue, too."""
        return self.in_house().on(days, lambda start, end: Q(expected_check_out_at__lt=end))

    def on(self, days: Iterable[Day], holds: Callable[[datetime, datetime], Q]) -> Self:
        """The rows that a condition on instants holds for, each day at its own properties."""
        found = Q(pk__in=())
        for day in days:
            found |= Q(property_id__in=day.property_ids) & holds(day.start, day.end)
        return self.filter(found)

    def with_number(self, number: str, *, organisation_id: int, kind: str) -> Self:
        """Stays that a document with this number, written as ``normalised`` gives it, was recorded for."""
        wanted = hashes(number, organisation_id=organisation_id, kind=kind)
        found = Q(documents__number_hash__in=wanted)
        found |= Q(passport_hash__in=wanted) | Q(visa_hash__in=wanted)
        return self.filter(found, organisation_id=organisation_id).distinct()
