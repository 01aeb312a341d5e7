"""Moments of a request that are held open from outside, so that a fault can strike in them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

import psycopg

from tests.servers import Valkey, wait_until

LONG = 10
"""Seconds that a request stays in an open window."""
WINDOWS = """
CREATE TABLE IF NOT EXISTS open_windows (name text PRIMARY KEY, seconds double precision);
CREATE OR REPLACE FUNCTION stay_in_window() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(seconds) FROM open_windows WHERE name = TG_NAME; RETURN NEW; END $$;
DROP TRIGGER IF EXISTS in_transaction ON finance_expense;
DROP TRIGGER IF EXISTS in_commit ON finance_expense;
CREATE TRIGGER in_transaction BEFORE INSERT ON finance_expense
    FOR EACH ROW EXECUTE FUNCTION stay_in_window();
CREATE CONSTRAINT TRIGGER in_commit AFTER INSERT ON finance_expense DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION stay_in_window();
"""
NO_WINDOWS = """
DROP FUNCTION IF EXISTS stay_in_window CASCADE;
DROP TABLE IF EXISTS open_windows;
"""
INSIDE = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


class Window(ABC):
    """A moment of every request that creates an expense."""

    @contextmanager
    def open(self) -> Iterator[None]:
        """Requests that come meanwhile stay inside for `LONG`; `shut` lets those through that come later."""
        self.hold()
        try:
            yield
        finally:
            self.shut()

    @abstractmethod
    def hold(self) -> None: ...

    @abstractmethod
    def shut(self) -> None: ...

    @abstractmethod
    def somebody_is_inside(self) -> bool:
        """Waits for a request to be in this moment."""


class DatabaseWindow(Window):
    """A trigger that sleeps; in a database where they are `built`."""

    name: ClassVar[str]

    def __init__(self, database_url: str, seconds: float = LONG) -> None:
        self._url = database_url
        self._seconds = seconds

    def hold(self) -> None:
        run(self._url, "INSERT INTO open_windows VALUES (%s, %s)", self.name, self._seconds)

    def shut(self) -> None:
        run(self._url, "DELETE FROM open_windows WHERE name = %s", self.name)

    def somebody_is_inside(self) -> bool:
        return wait_until(lambda: run(self._url, INSIDE))


class InTransaction(DatabaseWindow):
    """The ledger entry is inserted, the expense is about to be."""

    name = "in_transaction"


class InCommit(DatabaseWindow):
    """COMMIT is sent, and Postgres is busy with it."""

    name = "in_commit"


class AfterCommit(Window):
    """Committed, and not yet in Redis; for a product that waits for Redis as long as `PATIENCE` makes it."""

    PATIENCE: ClassVar[str] = f"?socket_timeout={LONG}"
    """To be added to the product's REDIS_URL."""

    def __init__(self, valkey: Valkey) -> None:
        self._valkey = valkey

    def hold(self) -> None:
        """GET is answered; SET waits."""
        with self._valkey.client() as client:
            client.client_pause(LONG * 1000, all=False)

    def shut(self) -> None:
        with self._valkey.client() as client:
            client.client_unpause()

    def somebody_is_inside(self) -> bool:
        with self._valkey.client() as client:
            return wait_until(lambda: client.info("clients")["blocked_clients"])


@contextmanager
def built(database_url: str) -> Iterator[None]:
    """The windows are there, and shut."""
    run(database_url, NO_WINDOWS + WINDOWS)
    try:
        yield
    finally:
        run(database_url, NO_WINDOWS)


def run(database_url: str, statement: str, *arguments: object) -> int:
    """Runs it, and gives the number it answers, if any."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        cursor = connection.execute(statement, arguments or None)
        row = cursor.fetchone() if cursor.description else None
    return int(row[0]) if row else 0
