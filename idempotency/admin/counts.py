"""What was counted of requests, by kind and over stretches of time."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import Sum
from django.db.models.functions import TruncHour, TruncMinute

from idempotency.models import OutcomeCount
from idempotency.outcomes import Outcome

KINDS: Final[dict[str, tuple[Outcome, ...]]] = {
    "executed": (Outcome.EXECUTED,),
    "replayed": (Outcome.REPLAYED,),
    "refused": (Outcome.REFUSED, Outcome.IN_PROGRESS, Outcome.REUSED, Outcome.GONE),
    "failed": (Outcome.FAILED,),
}
"""From the bottom of a column to its top."""
KIND_OF: Final = {str(outcome): kind for kind, outcomes in KINDS.items() for outcome in outcomes}

Counts = list[tuple[datetime, str, int]]
"""When, outcome and how many."""


def counted(unit: type[TruncMinute] | type[TruncHour], since: datetime) -> Counts:
    """Added up by the database."""
    rows = OutcomeCount.objects.filter(minute__gte=since).annotate(begin=unit("minute", tzinfo=UTC))
    sums = rows.values_list("begin", "outcome").order_by().annotate(total=Sum("count"))
    return [(begin, outcome, int(total)) for begin, outcome, total in sums]


def last(now: datetime, number: int, width: timedelta) -> list[tuple[datetime, datetime]]:
    """Begin and end of the last stretches of time, of which the latest is under way."""
    since = datetime(1970, 1, 1, tzinfo=UTC)
    latest = now - (now - since) % width
    begins = [latest - width * place for place in reversed(range(number))]
    return [(begin, begin + width) for begin in begins]


def kinds_within(counts: Counts, begin: datetime, end: datetime) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for at, outcome, count in counts:
        if begin <= at < end and outcome in KIND_OF:
            kinds[KIND_OF[outcome]] += count
    return kinds
