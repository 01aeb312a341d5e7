"""What is typed into the ledger's search box, as the entries that it asks for.

The ledger grows to millions, and what costs a scan of it is looked for among the newest entries only.
"""

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max, Q
from django.db.models.expressions import RawSQL

from idempotency.models import LedgerEntry, LedgerQuerySet

from .looking import COUNTED_AT_MOST

NEWEST = 200_000
HELP = (
    "A whole key, of any age; scope:12 or user:7 or user:name@example.com; status:201; date:2025-12-31 (UTC);"
    " or how a path begins, as in /v1/finance, or the whole Location of what was made. Words are combined."
    f" Without a key or a scope, the newest {NEWEST:,} entries are searched; {COUNTED_AT_MOST:,} are listed."
)

# The index begins with the scope: from one scope to the next it takes a single step.
WITH_KEY = """
WITH RECURSIVE scopes (scope) AS (
    SELECT min(scope) FROM idempotency_ledgerentry
    UNION ALL
    SELECT (SELECT min(entry.scope) FROM idempotency_ledgerentry entry WHERE entry.scope > scopes.scope)
      FROM scopes WHERE scopes.scope IS NOT NULL
)
SELECT entry.id FROM scopes JOIN idempotency_ledgerentry entry ON entry.scope = scopes.scope
 WHERE entry.key = %s
"""
NOTHING = Q(pk__in=())


def search(entries: LedgerQuerySet, text: str) -> LedgerQuerySet:
    """The entries that every word of the text holds for."""
    words = [named(word) for word in text.split()]
    for name, value in words:
        entries = entries.filter(MEANS[name](value))
    if {"key", "scope"}.isdisjoint(name for name, _ in words):
        newest: int = LedgerEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
        entries = entries.filter(pk__gt=newest - NEWEST)
    return entries


def named(word: str) -> tuple[str, str]:
    """``user:7`` as ``("user", "7")``; a word without a name is a path or a key."""
    name, _, value = word.partition(":")
    if name in MEANS and value:
        return name, value
    return ("path" if word.startswith("/") else "key"), word


def with_key(key: str) -> Q:
    return Q(pk__in=RawSQL(WITH_KEY, [key]))  # noqa: S611 # nosec B611


def with_scope(scope: str) -> Q:
    return Q(scope=scope)


def of_user(user: str) -> Q:
    """By the id, or by what the person logs in with."""
    users = get_user_model()
    try:
        found = users._default_manager.get_by_natural_key(user)
    except ObjectDoesNotExist:
        return Q(user_id=user)
    return Q(user_id__in=[user, str(found.pk)])


def on_path(path: str) -> Q:
    return Q(path__startswith=path) | Q(location=path)


def with_status(status: str) -> Q:
    return Q(status=int(status)) if status.isascii() and status.isdecimal() and len(status) == 3 else NOTHING


def on_day(text: str) -> Q:
    try:
        begin = datetime.combine(datetime.fromisoformat(text).date(), time.min, UTC)
        end = begin + timedelta(days=1)
    except (ValueError, OverflowError):
        return NOTHING
    return Q(created_at__gte=begin, created_at__lt=end)


MEANS: dict[str, Callable[[str], Q]] = {
    "key": with_key,
    "scope": with_scope,
    "user": of_user,
    "path": on_path,
    "status": with_status,
    "date": on_day,
}
