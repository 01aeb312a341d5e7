"""How Postgres is lost, and a moment to lose it in that no sleep can hold open."""

import os
import signal
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from tests.servers import Postgres, wait_until
from tests.servers.forwarder import Forwarder

from .windows import DatabaseWindow, built, run

WAITS_FOR_STANDBY = {"synchronous_standby_names": "nobody", "synchronous_commit": "local"}
"""Settings of a Postgres on which a COMMIT waits for a standby where, and only where, it is told to."""
AWAITING_STANDBY = """
CREATE FUNCTION await_standby() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        PERFORM set_config('synchronous_commit', 'on', true) FROM open_windows WHERE name = TG_NAME;
        RETURN NEW;
    END $$;
CREATE TRIGGER awaiting_standby BEFORE INSERT ON finance_expense
    FOR EACH ROW EXECUTE FUNCTION await_standby();
"""
NOT_AWAITING = "DROP FUNCTION IF EXISTS await_standby CASCADE"
AT_WORK = """
FROM pg_stat_activity WHERE datname = current_database() AND wait_event IN ('PgSleep', 'SyncRep')
"""


class AwaitingStandby(DatabaseWindow):
    """COMMIT is done on this server and not yet answered: it waits for a standby that never comes."""

    name = "awaiting_standby"

    def shut(self) -> None:
        super().shut()
        run(self._url, f"SELECT count(pg_cancel_backend(pid)) {AT_WORK}")

    def somebody_is_inside(self) -> bool:
        return wait_until(lambda: run(self._url, f"SELECT count(*) {AT_WORK} AND wait_event = 'SyncRep'"))


@contextmanager
def all_built(database_url: str) -> Iterator[None]:
    """All windows are there, and shut."""
    with built(database_url):
        run(database_url, NOT_AWAITING)
        run(database_url, AWAITING_STANDBY)
        try:
            yield
        finally:
            run(database_url, NOT_AWAITING)


class Loss(ABC):
    """A way to lose the connections to Postgres."""

    @abstractmethod
    def strike(self) -> None: ...

    def mend(self) -> None:  # noqa: B027 most connections can be made again at once
        """Makes it possible to connect again."""


class Stopped(Loss):
    """Fast: clients are told."""

    def __init__(self, server: Postgres) -> None:
        self.server = server

    def strike(self) -> None:
        self.server.stop()

    def mend(self) -> None:
        self.server.start()


class Crashed(Stopped):
    """Immediate: what is not in the log is lost."""

    def strike(self) -> None:
        self.server.crash()


class ShuttingDown(Stopped):
    """Waits for a client that stays, and takes no others."""

    def strike(self) -> None:
        self.client = psycopg.connect(self.server.url_of("postgres"), autocommit=True)
        os.kill(self.server.pid, signal.SIGTERM)
        assert wait_until(self.takes_nobody)
        self.client.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )

    def takes_nobody(self) -> bool:
        try:
            psycopg.connect(self.server.url_of("postgres")).close()
        except psycopg.OperationalError as error:
            return "shutting down" in str(error)
        return False

    def mend(self) -> None:
        self.client.close()
        self.server.stop()
        self.server.start()


class Terminated(Loss):
    """By an administrator, whoever is at work."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url

    def strike(self) -> None:
        assert run(self.database_url, f"SELECT count(pg_terminate_backend(pid)) {AT_WORK}") == 1


class Cut(Loss):
    """On the way: neither side is told why."""

    def __init__(self, forwarder: Forwarder) -> None:
        self.forwarder = forwarder

    def strike(self) -> None:
        self.forwarder.cut()
