"""What strikes the product from outside, and in which moment of a request."""

from collections.abc import Callable
from typing import Final

from tests.faults.windows import INSIDE, AfterCommit, InCommit, InTransaction, Window, run
from tests.product.sockets import holders, is_gone
from tests.servers import wait_until

from .moments import Moment
from .world import World

AFTER_COMMIT: Final = "after commit"
WINDOWS: Final = ("in transaction", "in commit", AFTER_COMMIT)
NOTHING: Final = "nothing"
SHORT: Final = 0.6
"""Seconds in a window where nothing ends the stay in it."""
HELD: Final = 8
"""Seconds at most where something does: less than the statement_timeout, which is another fault."""
CUT: Final = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def kill(world: World) -> Moment:
    """A worker that holds a request, or else any."""
    pid = (holders(world.product) or world.product.worker_pids())[0]
    world.product.kill_worker(pid)
    assert wait_until(lambda: is_gone(pid))
    return Moment(kills=True)


def restart(world: World) -> Moment:
    world.postgres.stop()
    world.postgres.start()
    return Moment(breaks_database=True)


def crash(world: World) -> Moment:
    world.postgres.crash()
    world.postgres.start()
    return Moment(breaks_database=True)


def cut(world: World) -> Moment:
    run(world.database, CUT)
    return Moment(breaks_database=True)


def harmless(happen: Callable[[World], None]) -> Callable[[World], Moment]:
    """What no client may notice."""

    def strike(world: World) -> Moment:
        happen(world)
        return Moment()

    return strike


REDIS: Final[dict[str, Callable[[World], Moment]]] = {
    "Redis flushed": harmless(World.redis_flush),
    "Redis stopped": harmless(World.redis_stop),
    "Redis paused": harmless(World.redis_pause),
    "Redis back": harmless(World.redis_up),
}
FAULTS: Final[dict[str, Callable[[World], Moment]]] = {
    "worker killed": kill,
    "Postgres restarted": restart,
    "Postgres crashed": crash,
    "connections cut": cut,
}


def window_of(world: World, name: str, fault: str) -> Window:
    if name == AFTER_COMMIT:
        return AfterCommit(world.valkey)
    kind = {"in transaction": InTransaction, "in commit": InCommit}[name]
    return kind(world.database, seconds=SHORT if fault == NOTHING else HELD)


def somebody_is_inside(world: World, window: Window) -> bool:
    if isinstance(window, AfterCommit):
        return bool(world.redis.info("clients")["blocked_clients"])
    return bool(run(world.database, INSIDE))
