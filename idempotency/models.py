"""The ledger: what was done, in the same transaction as the doing."""

from collections.abc import Collection
from datetime import timedelta
from typing import ClassVar, NamedTuple

from django.db import connections, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from .attempts import Attempt
from .conf import conf
from .responses import RecordedResponse

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


class Record(NamedTuple):
    """What the ledger knows of a key that was used; ``answer`` is gone once erased."""

    fingerprint: bytes
    location: str
    answer: bytes | None
    lives_for: timedelta


class LedgerQuerySet(models.QuerySet["LedgerEntry"]):
    def claim(self, attempt: Attempt) -> int | None:
        """Takes the key for this transaction and returns the new entry's id; None when it is taken."""
        connection = connections[self.db]
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
        self.filter(pk=entry_id).update(status=response.status, location=response.location, answer=sealed)

    def recorded(self, attempt: Attempt) -> "Record | None":
        live = self.filter(scope=attempt.scope, key=attempt.key, expires_at__gt=Now())
        row = live.values_list("fingerprint", "location", "answer", F("expires_at") - Now()).first()
        return Record(*row) if row else None

    def erase(self, scope: str, urls: Collection[str]) -> list[str]:
        """Empties the answers to what was sent to, or created, one of the URLs; gives their keys."""
        about = self.filter(Q(path__in=urls) | Q(location__in=urls), scope=scope)
        keys = list(about.values_list("key", flat=True))
        self.filter(scope=scope, key__in=keys).update(answer=None)
        return keys

    def expired(self) -> "LedgerQuerySet":
        return self.filter(expires_at__lte=Now())

    def prune(self, batch_size: int) -> int:
        """Deletes up to ``batch_size`` expired entries in one transaction and returns how many.

        The outer condition is read again under the row's lock: an expired entry may just have been taken
        over.
        """
        with transaction.atomic(using=self.db):
            batch = self.expired().order_by("expires_at").select_for_update(skip_locked=True)
            deleted, _ = self.expired().filter(pk__in=batch.values("pk")[:batch_size]).delete()
        return deleted


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

    objects: ClassVar[LedgerQuerySet] = LedgerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name_plural = "ledger entries"
        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="idempotency_one_entry_a_key"),)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.status}"
