"""The servers, a login, and the requests that the sides of pairs send."""

import statistics
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from tests.examples import LOGIN
from tests.servers import Postgres, Product, Valkey

from .bodies import Body
from .load import Post

DURABLE = {"fsync": "on", "full_page_writes": "on"}
NOWHERE = "redis://127.0.0.1:1/0"
PROCESSES, THREADS = 2, 4
COMMITS = 50


@dataclass(frozen=True)
class Deployment:
    postgres: Postgres
    valkey: Valkey
    product: Product
    product_without_redis: Product
    access_token: str
    folder: Path
    """For bodies to send; the product keeps its uploads there, too. Removed in the end."""

    def post(self, path: str, body: Body, *, fresh_key: bool, without_redis: bool = False) -> Post:
        product = self.product_without_redis if without_redis else self.product
        headers = {
            "Authorization": f"Bearer {self.access_token}",
            "Content-Type": body.content_type,
            "Idempotency-Key": str(uuid.uuid4()),
        }
        return Post(product.base_url + path, headers, str(body.file), fresh_key)

    def conditions(self) -> dict[str, Any]:
        """What the figures depend on, beside the machine."""
        with psycopg.connect(self.postgres.url) as connection:
            version = connection.info.server_version // 10_000
            commit = commit_milliseconds(connection)
        return {
            "processes": PROCESSES,
            "threads": THREADS,
            "postgres": version,
            "commit_milliseconds": commit,
            "valkey": self.valkey.client().info("server")["valkey_version"],
        }

    @property
    def log_end(self) -> str:
        return self.product.log[-2000:] + self.product_without_redis.log[-2000:]

    def redis_failures(self) -> int:
        """How often the product that has a Redis did without it."""
        return self.product.log.count("Redis failed")


@contextmanager
def deployed() -> Iterator[Deployment]:
    with (
        TemporaryDirectory(prefix="hotelops-bench-") as folder,
        Postgres(**DURABLE) as postgres,
        Valkey() as valkey,
        product(postgres.create_database("hotelops"), valkey.url, folder) as served,
        product(postgres.url, NOWHERE, folder) as served_without_redis,
    ):
        served.manage("create_demo_data", DEBUG="on")
        yield Deployment(postgres, valkey, served, served_without_redis, logged_in(served), Path(folder))


def product(database_url: str, redis_url: str, folder: str) -> Product:
    return Product(
        database_url=database_url,
        redis_url=redis_url,
        DJANGO_SETTINGS_MODULE="bench.settings",
        UPLOADS_ROOT=f"{folder}/uploads",
        WORKERS=str(PROCESSES),
        THREADS=str(THREADS),
    )


def logged_in(product: Product) -> str:
    with product.client() as client:
        token: str = client.post("/auth/login", json=LOGIN).raise_for_status().json()["accessToken"]
    return token


def commit_milliseconds(connection: psycopg.Connection) -> float:
    """The median time of a transaction that writes next to nothing, and waits for the disk."""
    return statistics.median(timed_commit(connection) for _ in range(COMMITS))


def timed_commit(connection: psycopg.Connection) -> float:
    begin = time.perf_counter()
    connection.execute("SELECT pg_logical_emit_message(true, 'bench', '')")
    connection.commit()
    return (time.perf_counter() - begin) * 1000
