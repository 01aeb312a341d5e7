"""The figures that the command shows; the admin page and the metrics build on the same ones."""

from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from redis.exceptions import RedisError

from .conf import conf
from .models import LedgerEntry
from .replay_cache import connected, kept_names

KEYS_COUNTED_AT_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Stats:
    """Sizes are in bytes, times in seconds; None is what cannot be known."""

    redis_connected: bool
    keys: int | None
    keys_are_at_least: bool
    memory_used: int | None
    ttl_seconds: int
    ledger_rows: int
    ledger_expired: int
    ledger_oldest: str | None
    ledger_retention_seconds: int


def collect() -> Stats:
    keys, more = _keys()
    rows, expired, oldest = _ledger()
    return Stats(
        redis_connected=keys is not None,
        keys=keys,
        keys_are_at_least=more,
        memory_used=_memory_used(),
        ttl_seconds=int(conf.ttl.total_seconds()),
        ledger_rows=rows,
        ledger_expired=expired,
        ledger_oldest=oldest.isoformat().replace("+00:00", "Z") if oldest else None,
        ledger_retention_seconds=int(conf.ledger_retention.total_seconds()),
    )


def _keys() -> tuple[int | None, bool]:
    """Counts up to a bound: (keys, whether there may be more)."""
    try:
        with connected() as redis:
            keys = sum(1 for _ in islice(kept_names(redis), KEYS_COUNTED_AT_MOST))
    except RedisError:
        return None, False
    return keys, keys == KEYS_COUNTED_AT_MOST


def _memory_used() -> int | None:
    """An embedded Redis knows no INFO, and of a cluster it is what one node says."""
    try:
        with connected() as redis:
            return int(redis.info("memory")["used_memory"])
    except RedisError:
        return None


def _ledger() -> tuple[int, int, datetime | None]:
    """Rows, how many of them are expired, and when the oldest was made."""
    figures = LedgerEntry.objects.aggregate(
        rows=Count("pk"), expired=Count("pk", filter=Q(expires_at__lte=Now())), oldest=Min("created_at")
    )
    return figures["rows"], figures["expired"], figures["oldest"]
