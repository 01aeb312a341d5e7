"""A ledger with much that is expired, and a note of each batch that is deleted of it."""

from typing import Any, Final

import psycopg

EXPIRED: Final = "expired-"
LIVE: Final = "live-"
FILL = """
INSERT INTO idempotency_ledgerentry
       (scope, key, fingerprint, user_id, method, path, status, location, answer, created_at, expires_at)
SELECT '1', %(kind)s || number, decode(repeat('ab', 32), 'hex'), '1', 'POST', '/v1/finance/expenses', 201,
       '/v1/finance/expenses/' || number, decode(repeat('cd', 170), 'hex'), now() - interval '31 days',
       now() + %(expiry)s::interval - number * interval '1 second'
  FROM generate_series(0, %(count)s - 1) AS number
"""
NOTE_BATCHES = """
CREATE TABLE batch (transaction bigint, rows bigint, milliseconds double precision);
CREATE FUNCTION note_batch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO batch SELECT txid_current(), count(*), 1000 * extract(epoch FROM clock_timestamp() - now())
                        FROM gone;
    RETURN NULL;
END $$;
CREATE TRIGGER note_batch AFTER DELETE ON idempotency_ledgerentry
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION note_batch();
"""
TAKEN_OVER = """
SELECT count(*) FROM idempotency_ledgerentry WHERE id <= %s AND key LIKE %s AND expires_at > now()
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Ledger:
    """That of the product with this database."""

    def __init__(self, connection: psycopg.Connection[Any], *, expired: int, live: int) -> None:
        self._connection = connection
        connection.execute(FILL, {"kind": EXPIRED, "expiry": "-1 day", "count": expired})
        connection.execute(FILL, {"kind": LIVE, "expiry": "20 days", "count": live})
        connection.execute("ANALYZE idempotency_ledgerentry")
        connection.execute(NOTE_BATCHES)
        self._last_id = self._rows("SELECT max(id) FROM idempotency_ledgerentry")[0][0]

    def batches(self) -> list[tuple[int, float]]:
        """Of each transaction that deleted entries: how many, and after how many milliseconds."""
        return self._rows("SELECT sum(rows)::int, max(milliseconds) FROM batch GROUP BY transaction")

    def live_keys(self) -> list[str]:
        return [
            key for (key,) in self._rows("SELECT key FROM idempotency_ledgerentry WHERE expires_at > now()")
        ]

    def expired(self) -> int:
        [(count,)] = self._rows("SELECT count(*) FROM idempotency_ledgerentry WHERE expires_at <= now()")
        return int(count)

    def taken_over(self) -> int:
        """How many of the first entries are another request's by now."""
        [(count,)] = self._rows(TAKEN_OVER, self._last_id, f"{EXPIRED}%")
        return int(count)

    def waiting(self) -> int:
        """How many connections wait for a lock right now."""
        return int(self._rows(WAITING)[0][0])

    def _rows(self, query: str, *arguments: Any) -> list[Any]:
        return self._connection.execute(query, arguments or None).fetchall()
