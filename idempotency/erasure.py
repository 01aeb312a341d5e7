"""Erasing what is kept of answers: the door for apps that must forget a person.

The request stays done. A retry gets a 410 with the first answer's ``Location``.
"""

from collections.abc import Collection

from .models import LedgerEntry
from .replay_cache import bury


def erase_answers(scope: str, urls: Collection[str]) -> int:
    """Erases the answers to all requests of a scope that were sent to, or created, one of these URLs.

    ``urls`` are path-absolute, as in ``Location``. Call it inside the transaction that erases the rows: when
    Redis cannot be reached it raises RedisError, and nothing must be committed. Returns how many there were.
    """
    keys = LedgerEntry.objects.erase(scope, urls)
    bury(scope, keys)
    return len(keys)
