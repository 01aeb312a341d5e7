"""More moments of a request in which its worker can be killed or frozen."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from tests.servers import Valkey, wait_until

from .windows import AfterCommit, Window, built, run
from .worker_sockets import left_waiting

UNTIL_SHUT = """
CREATE OR REPLACE FUNCTION stay_in_window() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        WHILE EXISTS (SELECT FROM open_windows WHERE name = TG_NAME) LOOP PERFORM pg_sleep(0.05); END LOOP;
        RETURN NEW;
    END $$;
"""


@contextmanager
def built_until_shut(database: str) -> Iterator[None]:
    """Windows of the database that let go, when they are shut, whoever is inside."""
    with built(database):
        run(database, UNTIL_SHUT)
        yield


class BeforeTransaction(Window):
    """Redis is asked, and hangs; for a product that is as patient as with `AfterCommit`."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey

    def hold(self) -> None:
        self._valkey.pause()

    def shut(self) -> None:
        self._valkey.resume()

    def somebody_is_inside(self) -> bool:
        return wait_until(lambda: left_waiting(self._valkey.port))


class BeforeRedis(AfterCommit):
    """Committed, and what was sent to Redis is lost: the connection breaks when the window is shut."""

    def shut(self) -> None:
        with self._valkey.client() as client:
            client.client_kill_filter(_type="normal", skipme=True)
            client.client_unpause()


def sets(redis: Redis) -> int:
    """How many SETs there were so far."""
    return int(redis.info("commandstats").get("cmdstat_set", {"calls": 0})["calls"])
