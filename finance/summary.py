"""What the payments of some days add up to, each day taken in its property's own time zone."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Sum
from django.db.models.functions import TruncDate

from hotelops.accounts.days import ONE_DAY, by_zone, midnight
from hotelops.accounts.models import Property, User

from .models import Expense, Revenue

Kind: TypeAlias = Literal["expense", "revenue", "net"]
Dimension: TypeAlias = Literal["total", "category", "source", "payment_mode", "day"]

MODELS: Final[tuple[tuple[Kind, Any, Dimension, int], ...]] = (
    ("expense", Expense, "category", -1),
    ("revenue", Revenue, "source", 1),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, the last one included, of one property or of all."""

    first: date
    last: date
    property_id: int | None = None

    def bounds(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The instants at which the first day begins and the last one is over."""
        return midnight(self.first, zone), midnight(self.last + ONE_DAY, zone)


class Line(NamedTuple):
    """The sum over one value of one dimension; the total's value is empty."""

    currency: str
    kind: Kind
    dimension: Dimension
    value: str
    amount_cents: int


def lines(user: User, period: Period) -> list[Line]:
    """Every sum of a period, sorted; voided payments count nowhere."""
    sums: dict[tuple[str, Kind, Dimension, str], int] = defaultdict(int)
    for zone, property_ids in by_zone(properties_of(user, period)):
        for kind, model, grouping, sign in MODELS:
            rows = model.objects.for_user(user).filter(property_id__in=property_ids)
            for group in groups(rows, grouping, zone, period):
                currency, amount = group["currency"], int(group["amount"])
                sums[currency, "net", "total", ""] += sign * amount
                for dimension in ("total", grouping, "payment_mode", "day"):
                    sums[currency, kind, dimension, str(group.get(dimension, ""))] += amount
    return sorted(Line(*key, amount) for key, amount in sums.items())


def properties_of(user: User, period: Period) -> QuerySet[Property]:
    properties = Property.objects.for_user(user)
    return properties if period.property_id is None else properties.filter(id=period.property_id)


def groups(rows: QuerySet[Any], grouping: str, zone: ZoneInfo, period: Period) -> QuerySet[Any]:
    """One row for each currency, category or source, payment mode and day: the database adds up."""
    begin, end = period.bounds(zone)
    return (
        rows.filter(voided_at=None, occurred_at__gte=begin, occurred_at__lt=end)
        .annotate(day=TruncDate("occurred_at", tzinfo=zone))
        .values("currency", grouping, "payment_mode", "day")
        .order_by()
        .annotate(amount=Sum("amount_cents"))
    )


def tree(period: Period, found: list[Line]) -> dict[str, Any]:
    """The lines as one branch for each currency, for SummarySerializer."""
    lines_by_currency = groupby(found, key=lambda line: line.currency)
    return {
        "first": period.first,
        "last": period.last,
        "property_id": period.property_id,
        "currencies": [branch(currency, list(own)) for currency, own in lines_by_currency],
    }


def branch(currency: str, found: list[Line]) -> dict[str, Any]:
    return {
        "currency": currency,
        **balance(found, "total")[0],
        "by_category": amounts(found, "category"),
        "by_source": amounts(found, "source"),
        "by_payment_mode": balance(found, "payment_mode"),
        "by_day": balance(found, "day"),
    }


def amounts(found: list[Line], dimension: Dimension) -> list[dict[str, Any]]:
    return [
        {dimension: line.value, "amount_cents": line.amount_cents}
        for line in found
        if line.dimension == dimension
    ]


def balance(found: list[Line], dimension: Dimension) -> list[dict[str, Any]]:
    """Expenses, revenues and what is left of them, for each value of a dimension."""
    sums = {(line.value, line.kind): line.amount_cents for line in found if line.dimension == dimension}
    return [
        {
            dimension: value,
            "expenses_cents": (expenses := sums.get((value, "expense"), 0)),
            "revenues_cents": (revenues := sums.get((value, "revenue"), 0)),
            "net_cents": revenues - expenses,
        }
        for value in sorted({value for value, _ in sums})
    ]
