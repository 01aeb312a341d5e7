"""The ledger as a table: how many rows, how large, how old, and is it pruned."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection
from django.db.models import Min
from django.db.models.functions import Now

from idempotency.conf import conf
from idempotency.models import LedgerEntry, LedgerQuerySet

COUNTED: Final = 100_000
"""Rows; what is more is estimated or said to be at least so many."""
OVERDUE: Final = timedelta(days=2)
"""An entry that has been expired for so long was missed by a daily prune."""
TABLE: Final = LedgerEntry._meta.db_table


@dataclass(frozen=True, kw_only=True)
class Ledger:
    ledger_rows: int
    ledger_rows_are: str
    """``counted``, ``estimated`` by the last ANALYZE, or ``at least``."""
    ledger_bytes: int | None
    """Of the whole table on disk, with its indexes."""
    ledger_oldest: str | None
    ledger_expired: int
    """Up to 100,000."""
    ledger_overdue: int
    """Expired for more than two days: up to 100,000."""
    ledger_retention_seconds: int


def figures(scope: str | None) -> Ledger:
    entries = LedgerEntry.objects.all() if scope is None else LedgerEntry.objects.filter(scope=scope)
    rows, are = row_count(entries, scope)
    oldest = oldest_of(entries, scope)
    return Ledger(
        ledger_rows=rows,
        ledger_rows_are=are,
        ledger_bytes=size_on_disk(),
        ledger_oldest=oldest.isoformat(timespec="seconds").replace("+00:00", "Z") if oldest else None,
        ledger_expired=bounded(entries.filter(expires_at__lte=Now())),
        ledger_overdue=bounded(entries.filter(expires_at__lte=Now() - OVERDUE)),
        ledger_retention_seconds=int(conf.ledger_retention.total_seconds()),
    )


def row_count(entries: LedgerQuerySet, scope: str | None) -> tuple[int, str]:
    rows = bounded(entries)
    if rows < COUNTED:
        return rows, "counted"
    estimate = estimated_rows() if scope is None else 0
    return (estimate, "estimated") if estimate > rows else (rows, "at least")


def bounded(entries: LedgerQuerySet) -> int:
    return entries.order_by().values("pk")[:COUNTED].count()


def oldest_of(entries: LedgerQuerySet, scope: str | None) -> datetime | None:
    """The entry that expires first is the oldest, as long as the retention stays the same."""
    if scope is None:
        return entries.order_by("expires_at").values_list("created_at", flat=True).first()
    some = entries.order_by().values("created_at")[:COUNTED]
    oldest: datetime | None = some.aggregate(oldest=Min("created_at"))["oldest"]
    return oldest


def estimated_rows() -> int:
    """What Postgres noted at the last ANALYZE; 0 before that, and on SQLite."""
    return value("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass") or 0


def size_on_disk() -> int | None:
    """SQLite does not tell."""
    return value("SELECT pg_total_relation_size(%s::regclass)")


def value(query: str) -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        row = cursor.fetchone()
    return int(row[0]) if row else None
