from typing import Any, Self

import psycopg

from idempotency.attempts import lock_id


class Locks:
    """The locks of an organisation's keys, taken as a request takes them that runs elsewhere."""

    def __init__(self, database: str, scope: str) -> None:
        self._scope = scope
        self._connection = psycopg.connect(database, autocommit=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._connection.close()

    def hold(self, key: str) -> None:
        self._connection.execute("SELECT pg_advisory_lock(%s)", [lock_id(self._scope, key)])

    def release(self, key: str) -> None:
        self._connection.execute("SELECT pg_advisory_unlock(%s)", [lock_id(self._scope, key)])
