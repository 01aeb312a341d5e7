"""What it comes to: how much is kept once as much expires as comes, and when Redis will be too small."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import linear_regression
from typing import Final, NamedTuple

from django.utils import timezone

from .history import DAY, counting_began, executed_by_day, executed_lately
from .kept import Kept
from .ledger import Ledger
from .server import Server

FULL: Final = 0.8
"""Of the memory, or of the connections, that Redis may use."""
SHORTEST: Final = timedelta(hours=1)
"""Counting that long makes a rate."""
FEWEST_DAYS: Final = 3
"""Whole days that make a trend."""
FARTHEST: Final = 10 * 365


class Forecast(NamedTuple):
    """The day on which it will be 80 % full, if any is in sight, and how that is known."""

    day: str | None
    words: str


@dataclass(frozen=True, kw_only=True)
class Projection:
    """At the rate of the last 24 hours. The last two take the growth of the last days for what will come."""

    requests_per_day: int | None
    """Those that are done for the first time: each makes one key and one ledger entry."""
    steady_keys: int | None
    steady_memory: int | None
    steady_ledger_rows: int | None
    memory_full: Forecast
    connections_full: Forecast


def projected(server: Server, kept: Kept, ledger: Ledger) -> Projection:
    now = timezone.now()
    rate = requests_per_day(now)
    ttl = server.ttl_seconds / DAY.total_seconds()
    retention = ledger.ledger_retention_seconds / DAY.total_seconds()
    base = memory_beside(server, kept)
    keys = rate if rate is None else round(rate * ttl)
    days = executed_by_day(now)
    return Projection(
        requests_per_day=rate,
        steady_keys=keys,
        steady_memory=_steady_memory(base, keys, kept.bytes_per_key),
        steady_ledger_rows=rate if rate is None else round(rate * retention),
        memory_full=memory_full(server, base, (kept.bytes_per_key or 0) * ttl, days, now),
        connections_full=connections_full(server, days, now),
    )


def requests_per_day(now: datetime) -> int | None:
    """None until counting has gone on for an hour."""
    began = counting_began()
    if began is None or now - began < SHORTEST:
        return None
    return round(executed_lately() * (DAY / min(DAY, now - began)))


def memory_beside(server: Server, kept: Kept) -> int | None:
    """What Redis takes beside the kept answers."""
    if server.memory_used is None or kept.bytes_per_key is None:
        return server.memory_at_start
    return max(server.memory_at_start or 0, server.memory_used - server.redis_names * kept.bytes_per_key)


def _steady_memory(base: int | None, keys: int | None, bytes_per_key: int | None) -> int | None:
    return None if None in (base, keys, bytes_per_key) else base + keys * bytes_per_key  # type: ignore[operator]


def memory_full(
    server: Server, base: int | None, per_request: float, days: Sequence[int], now: datetime
) -> Forecast:
    """``per_request``: the bytes that one request a day takes in the long run."""
    if server.memory_limit == 0:
        return Forecast(None, "unknown: Redis has no memory limit (maxmemory)")
    if not server.memory_limit or server.memory_used is None or base is None or not per_request:
        return Forecast(None, "unknown: Redis does not tell its memory, or keeps nothing yet")
    if server.memory_used >= FULL * server.memory_limit:
        return Forecast(f"{now:%Y-%m-%d}", "reached")
    return forecast(days, (FULL * server.memory_limit - base) / per_request, now)


def connections_full(server: Server, days: Sequence[int], now: datetime) -> Forecast:
    """Connections grow with the workers, and so, it is assumed, in proportion to the requests."""
    if not server.connections or not server.connections_limit:
        return Forecast(None, "unknown: Redis does not tell its connections")
    if server.connections >= FULL * server.connections_limit:
        return Forecast(f"{now:%Y-%m-%d}", "reached")
    used = server.connections / server.connections_limit
    return forecast(days, (days[-1] if days else 0) * FULL / used, now)


def forecast(days: Sequence[int], rate: float, now: datetime) -> Forecast:
    """When that many requests a day will come, if they grow as on the days that were counted."""
    if len(days) < FEWEST_DAYS:
        return Forecast(None, f"unknown: {len(days)} of {FEWEST_DAYS} whole days are counted")
    growth, start = linear_regression(range(len(days)), days)
    if growth <= 0:
        return Forecast(None, f"not in sight: requests did not grow in {len(days)} days")
    ahead = max(0, math.ceil((rate - start) / growth) - len(days))
    if ahead > FARTHEST:
        return Forecast(None, "in more than ten years")
    return Forecast(f"{now + ahead * DAY:%Y-%m-%d}", f"at the growth of the last {len(days)} days")
