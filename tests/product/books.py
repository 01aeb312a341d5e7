"""The product's Postgres database, looked at and slowed down from outside."""

from typing import Any

import psycopg

from tests.servers import wait_until

SLOW_WORK = """
CREATE TABLE slow_work AS SELECT 0::double precision AS seconds;
CREATE FUNCTION slow_work() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_sleep(seconds) FROM slow_work; RETURN NEW; END $$;
CREATE TRIGGER slow_work BEFORE INSERT ON finance_expense FOR EACH ROW EXECUTE FUNCTION slow_work();
"""
NO_SLOW_WORK = """
DROP TRIGGER IF EXISTS slow_work ON finance_expense;
DROP FUNCTION IF EXISTS slow_work;
DROP TABLE IF EXISTS slow_work;
"""
DOCUMENTS = """
SELECT (SELECT count(*) FROM guestcheckin_stay), (SELECT count(*) FROM guestcheckin_document)
"""
AT_WORK = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


class Books:
    def __init__(self, url: str) -> None:
        self._url = url

    def expenses(self) -> int:
        """How many are committed."""
        return int(self._value("SELECT count(*) FROM finance_expense"))

    def documents(self) -> list[tuple[Any, ...]]:
        """How many stays are committed, and how many documents of theirs."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            return connection.execute(DOCUMENTS).fetchall()

    def has_done(self, key: str) -> bool:
        """Whether a request with this key is committed."""
        return bool(self._value("SELECT count(*) FROM idempotency_ledgerentry WHERE key = %s", key))

    def empty(self) -> None:
        self._run("TRUNCATE finance_expense, finance_revenue, idempotency_ledgerentry")

    def prepare_slow_work(self) -> None:
        self._run(NO_SLOW_WORK + SLOW_WORK)

    def end_slow_work(self) -> None:
        self._run(NO_SLOW_WORK)

    def slow_down(self, seconds: float) -> None:
        """Every expense that is inserted from now on takes so long, inside its transaction."""
        self._run("UPDATE slow_work SET seconds = %s", seconds)

    def worker_is_in_transaction(self) -> bool:
        """Waits for a request to be in the middle of its insert."""
        return wait_until(lambda: self._value(AT_WORK))

    def cut_connection_at_work(self) -> None:
        self._run(f"SELECT pg_terminate_backend(pid) FROM ({AT_WORK}) AS at_work")

    def _run(self, statement: str, *arguments: Any) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(statement, arguments or None)

    def _value(self, query: str, *arguments: Any) -> Any:
        with psycopg.connect(self._url, autocommit=True) as connection:
            row = connection.execute(query, arguments or None).fetchone()
        return row[0] if row else None
