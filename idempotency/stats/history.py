"""What became of requests: since counting began, over the last hour, and a day at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Min, QuerySet, Sum
from django.db.models.functions import Now, TruncDay

from idempotency.models import OutcomeCount
from idempotency.outcomes import Outcome

DAY: Final = timedelta(days=1)
DAYS: Final = 28
"""How far back the trend looks."""


@dataclass(frozen=True, kw_only=True)
class History:
    """Of all processes, up to some ten seconds ago; kept as long as the ledger."""

    outcomes: dict[str, int]
    outcomes_last_hour: dict[str, int]
    outcomes_since: str | None


def figures() -> History:
    counts = OutcomeCount.objects.all()
    since = counting_began()
    return History(
        outcomes=sums(counts),
        outcomes_last_hour=sums(counts.filter(minute__gt=Now() - timedelta(hours=1))),
        outcomes_since=since.isoformat(timespec="seconds").replace("+00:00", "Z") if since else None,
    )


def sums(counts: QuerySet[OutcomeCount]) -> dict[str, int]:
    """Each outcome, those that never came as well."""
    found = dict(counts.order_by().values_list("outcome").annotate(Sum("count")))
    return {outcome.value: found.get(outcome.value, 0) for outcome in Outcome}


def counting_began() -> datetime | None:
    began: datetime | None = OutcomeCount.objects.aggregate(began=Min("minute"))["began"]
    return began


def executed_lately() -> int:
    """New answers over the last 24 hours."""
    lately = OutcomeCount.objects.filter(outcome=Outcome.EXECUTED, minute__gt=Now() - DAY)
    return lately.aggregate(total=Sum("count"))["total"] or 0


def executed_by_day(now: datetime) -> list[int]:
    """New answers of each whole day (UTC) since counting began, the oldest first; days without any are 0."""
    began = counting_began()
    if began is None:
        return []
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = max(began.replace(hour=0, minute=0, second=0, microsecond=0) + DAY, today - DAYS * DAY)
    return [*by_day(first, today)]


def by_day(first: datetime, end: datetime) -> Iterable[int]:
    executed = OutcomeCount.objects.filter(outcome=Outcome.EXECUTED, minute__gte=first, minute__lt=end)
    days = executed.annotate(day=TruncDay("minute")).order_by().values_list("day").annotate(Sum("count"))
    found = dict(days)
    return (found.get(first + number * DAY, 0) for number in range((end - first).days))
