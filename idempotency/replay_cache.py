"""Redis: finished answers, for speed. It never decides who may run, and any trouble with it is a miss."""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from itertools import islice
from queue import Empty
from typing import Any

from django_redis import get_redis_connection
from redis import Redis
from redis.exceptions import MaxConnectionsError, RedisError

from .attempts import Attempt, redis_key
from .breaker import CircuitBreaker
from .breaker import breaker_moved as breaker_moved
from .conf import conf
from .incarnation import incarnation
from .outcomes import Outcome, count
from .responses import CannotOpen, RecordedResponse, bound

logger = logging.getLogger(__name__)

SCAN_BATCH = 500
TOMBSTONE = b"erased"

breaker = CircuitBreaker()


class ReplayCache:
    """The replay cache as one attempt sees it: a get that failed spares it the put.

    What it holds is bound to the database's incarnation, known before the transaction begins: an answer whose
    row was lost in a failover does not open.
    """

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self._incarnation = incarnation()
        self._usable = bool(self._incarnation) and breaker.allows()

    def get(self) -> RecordedResponse | None:
        kept = self._ask(lambda redis: redis.get(self.attempt.redis_key))
        if kept is None or kept == TOMBSTONE:
            return None
        try:
            return RecordedResponse.opened(bound(kept, self._incarnation), self.attempt)
        except CannotOpen:
            logger.warning("The replay cache holds a value that does not open; the ledger answers instead.")
            return None

    def put(self, sealed: bytes, lives_for: timedelta) -> None:
        """Keeps a sealed answer for the TTL, never longer than its ledger entry, and overwrites nothing."""
        kept = bound(sealed, self._incarnation)
        seconds = int(min(conf.ttl, lives_for).total_seconds())
        if seconds > 0:
            # redis.set() makes 30 function calls more of it.
            command = "SET", self.attempt.redis_key, kept, "EX", seconds, "NX"
            self._ask(lambda redis: redis.execute_command(*command))  # type: ignore[no-untyped-call]

    @cached_property
    def _redis(self) -> Redis:
        redis: Redis = get_redis_connection(conf.cache)
        return redis

    def _ask(self, command: Callable[[Redis], Any]) -> Any:
        if not self._usable:
            return None
        try:
            answer = command(self._redis)
        except Exception as error:  # whatever a server's garbage makes the client raise, the ledger answers
            self._usable = False
            count(Outcome.REDIS_ERROR)
            if tells_of_trouble(error):
                breaker.failed()
            logger.warning("Redis failed, the ledger serves instead: %s", type(error).__name__)
            return None
        breaker.succeeded()
        return answer


def tells_of_trouble(error: Exception) -> bool:
    """Tells trouble from load, all connections being busy, and from a foreign value under one key."""
    # A pool that waits has no class of its own for it; one that does not has.
    is_pool_exhausted = isinstance(error.__context__, Empty) or isinstance(error, MaxConnectionsError)
    return not is_pool_exhausted and not str(error).startswith("WRONGTYPE")


@contextmanager
def connected() -> Iterator[Redis]:
    """Redis, for who has to know when it fails. Raises RedisError, whatever the client raises."""
    try:
        yield get_redis_connection(conf.cache)
    except RedisError:
        raise
    except Exception as error:  # a cluster that cannot be reached, or the garbage of a server
        raise RedisError(f"{type(error).__name__}: {error}") from error


def bury(scope: str, keys: Iterable[str]) -> None:
    """Puts tombstones in the places of answers: a put that is still under way does not replace them.

    Raises RedisError unless Redis confirms each of them.
    """
    with connected() as redis, redis.pipeline(transaction=False) as pipeline:
        for key in keys:
            pipeline.set(redis_key(scope, key), TOMBSTONE, ex=conf.ttl)
        if not all(pipeline.execute()):
            raise RedisError("Redis did not confirm the tombstones.")


def kept_names(redis: Redis, scope: str | None = None) -> Iterator[bytes]:
    """The names of what is kept of one scope, or all; one of them may come twice."""
    names: Iterator[bytes] = redis.scan_iter(f"idempotency:{scope or '*'}:*", count=SCAN_BATCH)
    return names


def forget(scope: str | None = None) -> int:
    """Removes the kept answers of one scope, or all, and returns how many. Raises RedisError."""
    removed = 0
    with connected() as redis:
        names = kept_names(redis, scope)
        while batch := list(islice(names, SCAN_BATCH)):
            removed += redis.unlink(*batch)
    return removed
