"""How long things take, and who holds what, while Postgres' limits are at work."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import psycopg

from tests.product.phone import Phone
from tests.servers import Product, wait_until

from .postgres_promise import Request, assert_unavailable
from .windows import run

SHOWN = """
from django.db import connection
with connection.cursor() as cursor:
    print({{name: cursor.execute("SHOW " + name).fetchone()[0] for name in {names}}})
"""
HELD_KEYS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
 WHERE locktype = 'advisory' AND datname = current_database()
"""


def limits_of(product: Product, names: list[str], **settings: str) -> str:
    """What Postgres shows on a connection of the product's."""
    return product.manage("shell", "--no-imports", "-c", SHOWN.format(names=names), **settings)


def warnings_of(product: Product, **settings: str) -> str:
    """What the check of the database warns of."""
    try:
        return product.manage("check", "--database", "default", "--fail-level", "WARNING", **settings)
    except RuntimeError as error:
        return str(error)


def held_keys(database: str) -> int:
    return run(database, HELD_KEYS)


def seconds_until(condition: Callable[[], object]) -> float:
    began = time.monotonic()
    assert wait_until(condition)
    return time.monotonic() - began


def seconds_until_unavailable(send: Callable[[], httpx.Response]) -> float:
    began = time.monotonic()
    assert_unavailable(send())
    return time.monotonic() - began


@contextmanager
def locked(database: str, table: str) -> Iterator[None]:
    with psycopg.connect(database) as connection:
        connection.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


@contextmanager
def frozen(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def patient(product: Product, request: Request) -> Callable[[], httpx.Response]:
    """Sends on new connections until one of them leads to a worker that answers."""
    token = request.phone.headers["Authorization"].removeprefix("Bearer ")

    def send() -> httpx.Response:
        for _ in range(20):
            with product.client(timeout=1) as client:
                try:
                    return Request(Phone(product, token, client), "", request.redis, request.key).send()
                except httpx.TimeoutException:
                    continue
        raise TimeoutError("all connections led to the frozen worker")

    return send
