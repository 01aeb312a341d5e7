"""The servers of one run, and how a moment of theirs begins anew."""

import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final, Self

import httpx

from tests.faults.windows import built, run
from tests.product.calls import send
from tests.product.phone import NEW_CONNECTION_EACH, Phone
from tests.servers import Postgres, Product, Valkey, wait_until

from .drafts import Request
from .office import Office
from .people import EMAILS, Person
from .pools import Pools, broken_connections

PATIENCE: Final = 0.4
"""Seconds that the product waits for Redis: so long is the window between COMMIT and Redis."""
PROCESSES, THREADS = 2, 4
TABLES: Final = (
    *("idempotency_ledgerentry", "finance_expense", "finance_revenue", "guestcheckin_document"),
    *("guestcheckin_stay", "staff_clockevent", "staff_shift", "uploads_upload", "accounts_session"),
)
EMPTY: Final = "".join(f"DELETE FROM {table};" for table in (*TABLES, "open_windows"))
BUSY: Final = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
"""


class World:
    """A product in two processes of four threads, and a Postgres, a Valkey and an office of its own."""

    def __init__(self, uploads: Path) -> None:
        self.uploads = uploads
        self.postgres = Postgres()
        self.valkey = Valkey()
        self.redis_state = "up"
        self.pools = Pools(size=PROCESSES * THREADS)

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            for server in (self.postgres, self.valkey):
                stack.enter_context(server)
            self.database = self.postgres.create_database("machine")
            redis_url = f"{self.valkey.url}?socket_timeout={PATIENCE}"
            place = {"UPLOADS_ROOT": str(self.uploads), "THREADS": str(THREADS), "WORKERS": str(PROCESSES)}
            self.product = Product(database_url=self.database, redis_url=redis_url, **place)
            stack.enter_context(self.product)
            self.product.manage("create_demo_data", DEBUG="on")
            self.office = stack.enter_context(Office(self.product))
            stack.enter_context(built(self.database))
            self.client = stack.enter_context(self.product.client(limits=NEW_CONNECTION_EACH, timeout=60))
            self.threads = stack.enter_context(ThreadPoolExecutor(8))
            self.redis = stack.enter_context(self.valkey.client(socket_timeout=5))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def begin(self) -> dict[str, Person]:
        """Everything runs, and nothing has happened yet; gives the people."""
        self.heal()
        assert wait_until(self.are_pools_mended, seconds=60), "broken connections stay in the pools"
        self.pools.broken = 0
        run(self.database, EMPTY)
        self.redis.flushall()
        for folder in self.uploads.iterdir():
            shutil.rmtree(folder)
        return self.office.log_in(*EMAILS)

    def heal(self) -> None:
        self.redis_up()
        self.redis.client_unpause()
        self.await_workers()
        self.await_quiet()

    def are_pools_mended(self) -> bool:
        """Else a request meets one of the connections that broke."""
        if broken_connections(self.postgres.port) == 0:
            return True
        self.client.get("/health/ready")
        return False

    def await_workers(self) -> None:
        assert wait_until(self.product.is_complete, seconds=60), "a killed worker is not replaced"

    def await_quiet(self) -> None:
        """Waits for transactions to end whose worker is gone."""
        is_quiet = wait_until(lambda: not run(self.database, BUSY), seconds=30)
        assert is_quiet, "a transaction outlives its request"

    def send(self, request: Request, token: str, boundary: str) -> httpx.Response | None:
        """The answer; None where the connection broke."""
        phone = Phone(self.product, token, client=self.client)
        try:
            return send(phone, request.call, request.key, boundary)
        except (httpx.NetworkError, httpx.ProtocolError):
            return None

    def redis_up(self) -> None:
        if self.redis_state == "stopped":
            self.valkey.start()
        elif self.redis_state == "paused":
            self.valkey.resume()
        self.redis_state = "up"

    def redis_stop(self) -> None:
        self.redis_up()
        self.valkey.stop()
        self.redis_state = "stopped"

    def redis_pause(self) -> None:
        self.redis_up()
        self.valkey.pause()
        self.redis_state = "paused"

    def redis_flush(self) -> None:
        if self.redis_state == "up":
            self.redis.flushall()

    def kept_keys(self) -> set[str]:
        """The names that Redis has."""
        return {name.decode() for name in self.redis.scan_iter(count=1000)}

    def stored_files(self) -> set[str]:
        """Organisation and hash of each blob."""
        return {f"{file.parts[-3]}/{file.name}" for file in self.uploads.glob("[0-9]*/??/*")}

    def unfinished_files(self) -> list[Path]:
        return list(self.uploads.glob(".incoming/*"))

    def backdate_files(self) -> None:
        """All that is stored was stored yesterday."""
        yesterday = time.time() - 86_400
        for file in self.uploads.glob("**/*"):
            os.utime(file, (yesterday, yesterday))
