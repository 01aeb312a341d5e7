"""The running product's accounts in Postgres, looked at and changed from outside."""

import hashlib
from typing import Any

import psycopg

from .people import Person


class Register:
    def __init__(self, url: str) -> None:
        self.url = url

    def run(self, statement: str, *arguments: Any) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(statement, arguments)

    def run_unchecked(self, statement: str, *arguments: Any) -> None:
        """Although foreign keys forbid it."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement, arguments)

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return connection.execute(query, arguments).fetchall()

    def strangers_tries(self, email: str) -> list[tuple[Any, ...]]:
        """How many are counted in the window, and when it ends."""
        query = "SELECT count, window_ends_at FROM accounts_loginattempts WHERE email_hash = %s"
        return self.rows(query, hashlib.sha256(f"{email}\0".encode()).hexdigest())

    def end_windows(self) -> None:
        """As if their time had passed."""
        self.run("UPDATE accounts_loginattempts SET window_ends_at = now()")

    def live_sessions(self, person: Person) -> int:
        query = "SELECT id FROM accounts_session WHERE user_id = %s AND revoked_at IS NULL"
        return len(self.rows(query, person.id))

    def let_half_a_minute_pass(self, person: Person) -> None:
        """Since the person's sessions were refreshed."""
        self.run(
            "UPDATE accounts_session SET rotated_at = rotated_at - interval '31 s' WHERE user_id = %s",
            person.id,
        )
