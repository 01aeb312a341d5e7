import hashlib
from typing import Final, Self

from django.db import connections, models, transaction
from django.utils import timezone

from hotelops.accounts.conf import conf
from hotelops.accounts.managers import normalised

PRUNED_AT_ONCE: Final = 10
STRANGER: Final = ""
"""Whatever device the person was never logged in on; others are named by their session there."""

COUNT_ONE = """
    INSERT INTO {table} AS stored (email_hash, count, window_ends_at) VALUES (%s, 1, %s)
    ON CONFLICT (email_hash) DO UPDATE SET
        count = CASE WHEN stored.window_ends_at <= %s THEN 1 ELSE stored.count + 1 END,
        window_ends_at = CASE WHEN stored.window_ends_at <= %s
                              THEN excluded.window_ends_at ELSE stored.window_ends_at END
    RETURNING count
"""


class LoginAttemptsQuerySet(models.QuerySet["LoginAttempts"]):
    def admit(self, email: str, device: str = STRANGER) -> bool:
        """Counts an attempt, in one statement and before any password is looked at; whether it may go on."""
        count = self.count_one(hashed(email, device))
        if count == 1:
            self.prune()
        return count <= conf.login_attempts_limit

    def count_one(self, email_hash: str) -> int:
        connection = connections[self.db]
        adapt = connection.ops.adapt_datetimefield_value
        now = timezone.now()
        sql = COUNT_ONE.format(table=self.model._meta.db_table)
        window_ends = adapt(now + conf.login_attempts_window)
        with connection.cursor() as cursor:
            cursor.execute(sql, [email_hash, window_ends, adapt(now), adapt(now)])
            return int(cursor.fetchone()[0])

    def forget(self, email: str, *devices: str) -> None:
        self.of(email, *devices).delete()

    def of(self, email: str, *devices: str) -> Self:
        return self.filter(email_hash__in=[hashed(email, device) for device in devices])

    @transaction.atomic
    def prune(self) -> None:
        """Deletes a few windows that are over: more than come new, and none that another request holds."""
        over = self.filter(window_ends_at__lte=timezone.now()).order_by("window_ends_at")
        self.filter(pk__in=over.select_for_update(skip_locked=True).values("pk")[:PRUNED_AT_ONCE]).delete()


class LoginAttempts(models.Model):
    """Passwords tried on one e-mail address, known or not, within a window.

    Strangers share one count; each device on which the person was logged in has its own.
    """

    email_hash = models.CharField(primary_key=True, max_length=64)
    count = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField(db_index=True)

    objects = LoginAttemptsQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "login attempts"

    def __str__(self) -> str:
        return f"{self.count} login attempts"


def hashed(email: str, device: str = STRANGER) -> str:
    return hashlib.sha256(f"{normalised(email)}\0{device}".encode()).hexdigest()
