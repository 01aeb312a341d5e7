"""A role of the product's own on Postgres, with no more rights than it needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from tests.servers import Postgres

from .windows import run

TABLES_TO = """
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('ALTER TABLE %I OWNER TO {role}', name);
    END LOOP;
END $$
"""
AT_IT = "FROM pg_stat_activity WHERE usename = %s"


@dataclass(frozen=True)
class Role:
    server: Postgres
    name: str
    admin_url: str
    """The URL of the role's database, for a superuser."""

    @property
    def url(self) -> str:
        there = urlsplit(self.admin_url)
        return there._replace(netloc=f"{self.name}:{self.name}@{there.hostname}:{there.port}").geturl()

    def alter(self, change: str) -> None:
        """As in `ALTER ROLE … PASSWORD 'new'`."""
        self.server.ask(f"ALTER ROLE {self.name} {change}")

    def set_limits(self, **limits: str) -> None:
        for name, value in limits.items():
            self.alter(f"SET {name} = '{value}'")

    def connections(self) -> int:
        return run(self.admin_url, f"SELECT count(*) {AT_IT}", self.name)

    def disconnect(self) -> None:
        """Ends all its connections; what is set for it holds for the next ones."""
        run(self.admin_url, f"SELECT count(pg_terminate_backend(pid)) {AT_IT}", self.name)


@contextmanager
def role(server: Postgres, name: str) -> Iterator[Role]:
    """A role to whom the database of its name belongs, with all that is in it; that is its password, too."""
    role = Role(server, name, server.url_of(name))
    server.ask(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
    server.ask(f"ALTER DATABASE {name} OWNER TO {name}")
    run(role.admin_url, TABLES_TO.format(role=name))
    try:
        yield role
    finally:
        server.ask(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.ask(f"DROP ROLE {name}")
