"""The figures for whoever looks after it: the command, the admin page and the metrics show the same ones.

``collect`` does bounded work whatever there is: Redis' names come in small SCAN batches, never by KEYS, and
large tables are estimated. What is estimated says so.
"""

from dataclasses import dataclass
from functools import partial

from redis.exceptions import RedisError

from idempotency.replay_cache import connected

from . import capacity, history, kept, ledger, server, verdict
from .capacity import Projection
from .history import History
from .kept import Kept, Progress, silent
from .ledger import Ledger
from .nodes import insist, masters
from .server import Server

__all__ = ["LOOK_AT", "Projection", "Stats", "collect"]

LOOK_AT = 20_000
"""Names in Redis: so many take some hundredths of a second."""


@dataclass(frozen=True, kw_only=True)
class Stats(History, Ledger, Kept, Server):
    """Sizes are in bytes; None is what cannot be known.

    ``scope`` narrows what is kept and the ledger to one organisation; all else is of the whole installation.
    """

    projection: Projection
    warnings: tuple[str, ...]
    scope: str | None


def collect(scope: str | None = None, *, look_at: int = LOOK_AT, progress: Progress = silent) -> Stats:
    """Asks Redis and the database. Looks at so many names in Redis, and tells ``progress`` how many by now.

    Trouble of Redis is among the figures. Raises OperationalError when the database cannot answer.
    """
    of_redis, of_kept = _asked_of_redis(scope, look_at, progress)
    of_ledger, of_outcomes = ledger.figures(scope), history.figures()
    return Stats(
        **vars(of_redis),
        **vars(of_kept),
        **vars(of_ledger),
        **vars(of_outcomes),
        projection=capacity.projected(of_redis, of_kept, of_ledger),
        warnings=tuple(verdict.warnings(of_redis, of_ledger, of_outcomes)),
        scope=scope,
    )


def _asked_of_redis(scope: str | None, look_at: int, progress: Progress) -> tuple[Server, Kept]:
    of_redis = Server()
    try:
        with connected() as redis:
            of_redis = insist(partial(server.figures, redis))
            return of_redis, kept.figures(masters(redis), scope, look_at, progress)
    except RedisError:
        return of_redis, Kept()
