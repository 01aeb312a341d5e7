"""The ledger: what was done, in the same transaction as the doing. Beside it, what was counted."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from django.db import connections, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from .attempts import Attempt, lock_id
from .conf import conf
from .responses import RecordedResponse

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
# Takes the key's advisory lock and the row, or neither. An expired row is taken over.
CLAIM = """
INSERT INTO idempotency_ledgerentry
    (scope, key, fingerprint, user_id, method, path, status, location, answer, created_at, expires_at)
SELECT %s, %s, %s, %s, %s, %s, 0, '', NULL, {now}, {expiry}
 WHERE {lock}
ON CONFLICT (scope, key) DO UPDATE SET
    (fingerprint, user_id, method, path, status, location, answer, created_at, expires_at) =
    (excluded.fingerprint, excluded.user_id, excluded.method, excluded.path, 0, '', NULL,
     excluded.created_at, excluded.expires_at)
 WHERE idempotency_ledgerentry.expires_at <= {now}
RETURNING id
"""
CLAIM_ON = {
    "postgresql": CLAIM.format(
        now="now()",
        expiry="now() + make_interval(secs => %s::double precision)",
        lock="pg_try_advisory_xact_lock(%s::bigint)",
    ),
    # Transactions are IMMEDIATE on SQLite, so the one that claims is alone; the lock's number goes unused.
    "sqlite": CLAIM.format(
        now="strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now')",
        expiry="strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', %s || ' seconds')",
        lock="%s IS NOT NULL",
    ),
}
# Not by the ORM, which takes three times as long to write this down as the database to do it.
COMPLETE = "UPDATE idempotency_ledgerentry SET status = %s, location = %s, answer = %s WHERE id = %s"

# Looks at the key's advisory lock and leaves it alone: to try it, if only shared, would refuse a claim.
IS_CLAIMED = """
SELECT EXISTS (
    SELECT FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32) | objid::bigint = %s::bigint
)
"""

ADD = """
INSERT INTO idempotency_outcomecount (minute, outcome, count) VALUES {rows}
ON CONFLICT (minute, outcome) DO UPDATE SET count = idempotency_outcomecount.count + excluded.count
"""


class Record(NamedTuple):
    """What the ledger knows of a key that was used; ``answer`` is gone once erased."""

    fingerprint: bytes
    location: str
    answer: bytes | None
    lives_for: timedelta


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def recorded(self, attempt: Attempt) -> "Record | None":
        live = self.live(attempt.scope, attempt.key)
        row = live.values_list("fingerprint", "location", "answer", F("expires_at") - Now()).first()
        return Record(*row) if row else None

    def live(self, scope: str, key: str) -> "LedgerQuerySet":
        return self.filter(scope=scope, key=key, expires_at__gt=Now())

    def is_claimed(self, scope: str, key: str) -> bool:
        """Whether a request with this key is under way. On SQLite nothing tells, and its duplicates wait.

        Ask before you read the ledger: what ends in between is there, if it was done.
        """
        connection = connections[self.db]
        if connection.vendor != "postgresql":
            return False
        with connection.cursor() as cursor:
            cursor.execute(IS_CLAIMED, [lock_id(scope, key)])
            return bool(cursor.fetchone()[0])

    def erase(self, scope: str, urls: Collection[str]) -> list[str]:
        """Empties the answers to what was sent to, or created, one of the URLs; gives their keys."""
        about = self.filter(Q(path__in=urls) | Q(location__in=urls), scope=scope)
        keys = list(about.values_list("key", flat=True))
        self.filter(scope=scope, key__in=keys).update(answer=None)
        return keys

    def expired(self) -> "LedgerQuerySet":
        return self.filter(expires_at__lte=Now())

    def prune(self, batch_size: int) -> Iterator[int]:
        """Deletes expired entries, each batch in a transaction of its own, and gives the size of each.

        The outer condition is read again under the row's lock: an expired entry may just have been taken
        over. A batch begins about where the last one ended: until a vacuum the index still leads to all that
        was deleted.
        """
        reached, deleted = EARLIEST, 1
        while deleted:
            with transaction.atomic(using=self.db):
                left = self.expired().filter(expires_at__gte=reached).order_by("expires_at")
                for end in left.values_list("expires_at", flat=True)[batch_size - 1 : batch_size]:
                    reached = end.replace(microsecond=0)  # whose digits differ between rows of SQLite
                batch = left.select_for_update(skip_locked=True).values("pk")[:batch_size]
                deleted, _ = self.expired().filter(pk__in=batch).delete()
            yield deleted


class LedgerManager(models.Manager.from_queryset(LedgerQuerySet)):  # type: ignore[misc]
    """What a request does in its transaction, by statements that are made once."""

    def claim(self, attempt: Attempt) -> int | None:
        """Takes the key for this transaction and returns the new entry's id; None when it is taken."""
        connection = transaction.get_connection()
        with connection.cursor() as cursor:
            cursor.execute(
                CLAIM_ON[connection.vendor],
                [
                    *(attempt.scope, attempt.key, attempt.fingerprint),
                    *(attempt.user_id, attempt.method, attempt.path),
                    *(conf.ledger_retention.total_seconds(), attempt.lock_id),
                ],
            )
            row = cursor.fetchone()
        return row[0] if row else None

    def complete(self, entry_id: int, response: RecordedResponse, sealed: bytes) -> None:
        with transaction.get_connection().cursor() as cursor:
            cursor.execute(COMPLETE, [response.status, response.location, sealed, entry_id])


class LedgerEntry(models.Model):
    """One key that was used: by whom, for what, and the sealed answer."""

    scope = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    fingerprint = models.BinaryField(max_length=32)
    user_id = models.CharField(max_length=64)
    method = models.CharField(max_length=16)
    path = models.TextField()
    status = models.PositiveSmallIntegerField()
    location = models.TextField(blank=True)
    answer = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects: ClassVar[LedgerManager] = LedgerManager()

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="idempotency_one_entry_a_key"),)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"


class OutcomeCountQuerySet(models.QuerySet["OutcomeCount"]):
    def add(self, counts: Mapping[tuple[datetime, str], int]) -> None:
        """Adds to what is there, in one statement; in order, so that two processes never deadlock."""
        connection = connections[self.db]
        values: list[Any] = []
        for minute, outcome in sorted(counts):
            values += [connection.ops.adapt_datetimefield_value(minute), outcome, counts[minute, outcome]]
        with connection.cursor() as cursor:
            cursor.execute(ADD.format(rows=", ".join(["(%s, %s, %s)"] * len(counts))), values)

    def too_old(self) -> "OutcomeCountQuerySet":
        """Those of minutes that the ledger no longer knows either."""
        return self.filter(minute__lte=Now() - conf.ledger_retention)


class OutcomeCount(models.Model):
    """How many requests had one outcome in one minute, over all processes."""

    minute = models.DateTimeField()
    outcome = models.CharField(max_length=16)
    count = models.BigIntegerField()

    objects: ClassVar[OutcomeCountQuerySet] = OutcomeCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["minute", "outcome"], name="idempotency_one_count_a_minute"),
        )

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M} {self.outcome} {self.count}"
