"""How much a number of organisations needs, from the bytes that were measured here."""

from dataclasses import dataclass
from typing import Final

from . import Stats
from .capacity import FULL
from .history import DAY

BYTES_PER_KEY: Final = 270
"""Where Redis keeps too little to measure: a standard expense on Valkey 9, see docs/capacity.md."""
BYTES_PER_ENTRY: Final = 1170
"""The same of the ledger with its indexes, on Postgres 18."""
ENOUGH: Final = 1000
"""Keys or entries; fewer say little of what one takes among many."""
EMPTY_SERVER: Final = 2_000_000
"""Bytes that Redis takes before it keeps anything, and for its connections."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What there is once as much expires as comes: a key lives for the TTL, an entry for the retention."""

    organisations: int
    requests_per_organisation_per_day: int
    keys: int
    bytes_per_key: int
    bytes_per_key_are: str
    """``measured`` here, or the ``documented`` default."""
    redis_memory: int
    redis_plan: int
    """The least memory of which that is no more than 80 %."""
    ledger_rows: int
    bytes_per_row: int
    bytes_per_row_are: str
    ledger_size: int


def planned(stats: Stats, organisations: int, requests: int) -> Plan:
    per_key, key_bytes_are = measured_key(stats) or (BYTES_PER_KEY, "documented")
    per_row, row_bytes_are = measured_row(stats) or (BYTES_PER_ENTRY, "documented")
    a_day = organisations * requests
    keys = round(a_day * stats.ttl_seconds / DAY.total_seconds())
    rows = round(a_day * stats.ledger_retention_seconds / DAY.total_seconds())
    memory = EMPTY_SERVER + keys * per_key
    return Plan(
        organisations=organisations,
        requests_per_organisation_per_day=requests,
        keys=keys,
        bytes_per_key=per_key,
        bytes_per_key_are=key_bytes_are,
        redis_memory=memory,
        redis_plan=round(memory / FULL),
        ledger_rows=rows,
        bytes_per_row=per_row,
        bytes_per_row_are=row_bytes_are,
        ledger_size=rows * per_row,
    )


def measured_key(stats: Stats) -> tuple[int, str] | None:
    if not stats.bytes_per_key or (stats.keys or 0) < ENOUGH:
        return None
    return stats.bytes_per_key, "measured"


def measured_row(stats: Stats) -> tuple[int, str] | None:
    if not stats.ledger_bytes or stats.ledger_rows < ENOUGH or stats.ledger_rows_are == "at least":
        return None
    return round(stats.ledger_bytes / stats.ledger_rows), "measured"
