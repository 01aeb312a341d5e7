"""Postgres refuses what the product does: a trigger raises any error, so many times and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

from .windows import run

# A sequence counts: what it gave is not taken back when the transaction is.
RAISING = """
CREATE SEQUENCE attempts_seen;
CREATE TABLE errors_due (code text, times integer);
CREATE FUNCTION raise_error() RETURNS trigger LANGUAGE plpgsql AS
    $$ DECLARE due errors_due; BEGIN
        SELECT * INTO due FROM errors_due;
        IF nextval('attempts_seen') <= due.times THEN
            RAISE EXCEPTION 'raised by a test' USING ERRCODE = due.code;
        END IF;
        RETURN NEW;
    END $$;
"""
IN_TRANSACTION = """
CREATE TRIGGER raise_error BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION raise_error()
"""
IN_COMMIT = """
CREATE CONSTRAINT TRIGGER raise_error AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION raise_error()
"""
NO_RAISING = """
DROP FUNCTION IF EXISTS raise_error CASCADE;
DROP TABLE IF EXISTS errors_due;
DROP SEQUENCE IF EXISTS attempts_seen;
"""
EXPENSES = "finance_expense"


class Raising:
    """The errors that are due on inserts into one table."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def raise_next(self, code: str, times: int) -> Self:
        """From now on so many inserts fail with this SQLSTATE."""
        run(self._url, "ALTER SEQUENCE attempts_seen RESTART")
        run(self._url, "DELETE FROM errors_due")
        run(self._url, "INSERT INTO errors_due VALUES (%s, %s)", code, times)
        return self

    def runs(self) -> int:
        """How many inserts were tried since."""
        return run(self._url, "SELECT last_value - (NOT is_called)::int FROM attempts_seen")


@contextmanager
def raising(database_url: str, table: str = EXPENSES, when: str = IN_TRANSACTION) -> Iterator[Raising]:
    run(database_url, NO_RAISING + RAISING + when.format(table=table))
    try:
        yield Raising(database_url)
    finally:
        run(database_url, NO_RAISING)
