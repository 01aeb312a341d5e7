"""The servers, and the installations of the product on them; each starts when it is first needed."""

import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.servers import DemoData, Postgres, Valkey

from .site import PROCESSES, THREADS, Site

DURABLE = {"fsync": "on", "full_page_writes": "on"}
COMMITS = 50


class Deployment:
    def __init__(self, running: ExitStack, folder: Path) -> None:
        self.running = running
        self.folder = folder
        """For bodies to send; the product keeps its uploads there, too. Removed in the end."""
        self.main = Site(self, lambda: self.main_database, lambda: self.valkey)
        self.single = Site(self, lambda: self.main_database, lambda: self.valkey, processes=1)
        self.troubled = Site(self, lambda: self.main_database, lambda: self.troubled_valkey)
        """Whose Redis can be paused and stopped."""
        self.full = Site(self, lambda: self.database("full"), lambda: self.full_valkey)

    @cached_property
    def postgres(self) -> Postgres:
        return self.running.enter_context(Postgres(**DURABLE))

    @cached_property
    def valkey(self) -> Valkey:
        return self.running.enter_context(Valkey())

    @cached_property
    def troubled_valkey(self) -> Valkey:
        return self.running.enter_context(Valkey())

    @cached_property
    def full_valkey(self) -> Valkey:
        return self.running.enter_context(Valkey())

    @cached_property
    def main_database(self) -> str:
        return self.database("main")

    @cached_property
    def demo(self) -> str:
        with DemoData(database_url=self.postgres.create_database("demo"), redis_url=""):
            return "demo"

    def database(self, name: str) -> str:
        return self.postgres.create_database(name, like=self.demo)

    def conditions(self) -> dict[str, Any]:
        """What the figures depend on, beside the machine."""
        with psycopg.connect(self.postgres.url_of("postgres")) as connection:
            version = connection.info.server_version // 10_000
            commit = commit_milliseconds(connection)
        return {
            "processes": PROCESSES,
            "threads": THREADS,
            "postgres": version,
            "commit_milliseconds": commit,
            "valkey": self.valkey.client().info("server")["valkey_version"],
        }


@contextmanager
def deployed() -> Iterator[Deployment]:
    with TemporaryDirectory(prefix="hotelops-bench-") as folder, ExitStack() as running:
        yield Deployment(running, Path(folder))


@contextmanager
def paused(site: Site) -> Iterator[None]:
    """Its Redis takes connections and answers nothing."""
    assert site.product.is_running
    site.valkey.pause()
    try:
        yield
    finally:
        site.valkey.resume()


@contextmanager
def stopped(site: Site) -> Iterator[None]:
    """Its Redis is not there."""
    assert site.product.is_running
    site.valkey.stop()
    try:
        yield
    finally:
        site.valkey.start()


def commit_milliseconds(connection: psycopg.Connection) -> float:
    """The median time of a transaction that writes next to nothing, and waits for the disk."""
    return statistics.median(timed_commit(connection) for _ in range(COMMITS))


def timed_commit(connection: psycopg.Connection) -> float:
    begin = time.perf_counter()
    connection.execute("SELECT pg_logical_emit_message(true, 'bench', '')")
    connection.commit()
    return (time.perf_counter() - begin) * 1000
