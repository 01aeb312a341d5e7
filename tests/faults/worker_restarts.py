"""Rolling restarts of a product whose workers load a secret from a file."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from tests.product.phone import IN_PROGRESS, NEW_CONNECTION_EACH, Phone
from tests.servers import Product, wait_until
from tests.servers.product import SECRETS

from .writers import BROKEN, WRITERS, Post, Writers, expense

SECRET: Final = "JWT_SIGNING_KEY"
REPLACED: Final = "All workers are replaced"
GIVEN_UP: Final = "The new worker does not come up"
SPAWNING: Final = "Spawning worker"
BREATH: Final = 0.03
"""Seconds between one request of a writer and the next."""


@dataclass
class Deployment:
    """What an administrator does and sees."""

    product: Product
    secret_file: Path
    workers: list[int] = field(default_factory=list)
    """Those before the last restart that began."""
    seen: int = 0
    """How much of the log is older than that."""

    def write_secret(self, secret: str = SECRETS[SECRET]) -> None:
        self.secret_file.write_text(secret)

    def begin(self) -> None:
        self.workers, self.seen = self.product.worker_pids(), len(self.product.log)
        self.product.replace_workers()

    def ends_with(self, word: str) -> bool:
        """Waits for the log to say how it ended."""
        assert wait_until(lambda: REPLACED in self.log or GIVEN_UP in self.log, self.product.patience)
        return word in self.log

    @property
    def log(self) -> str:
        """Since the last restart began."""
        return self.product.log[self.seen :]

    def successor(self) -> int:
        """The worker that has begun to load."""
        assert wait_until(self._successors)
        return self._successors()[0]

    def _successors(self) -> list[int]:
        return [pid for pid in self.product.worker_pids() if pid not in self.workers]

    def replace_all(self) -> None:
        self.begin()
        assert self.ends_with(REPLACED)
        self.assert_all_are_new()

    def assert_all_are_new(self) -> None:
        now = self.product.worker_pids()
        assert len(now) == len(self.workers)
        assert not set(now) & set(self.workers)
        assert wait_until(self.product.is_complete)


def unhurried(post: Post) -> Post:
    """Leaves the machine time to load workers."""

    def send(key: str) -> httpx.Response:
        time.sleep(BREATH)
        return post(key)

    return send


@contextmanager
def writers_at_work(product: Product, token: str) -> Iterator[Writers]:
    """Half of them keep their connections, as a proxy does, and half take a new one each time."""
    with ExitStack() as open_clients:
        keeping = [product.client(timeout=20) for _ in range(WRITERS // 2)]
        taking = [product.client(timeout=20, limits=NEW_CONNECTION_EACH) for _ in range(WRITERS // 2)]
        clients = [open_clients.enter_context(client) for client in (*keeping, *taking)]
        posts = [unhurried(expense(Phone(product, token, client))) for client in clients]
        writers = Writers(posts, may_be_told=(BROKEN, IN_PROGRESS))
        with writers.at_work():
            assert writers.write_some_more()
            yield writers
            assert writers.write_some_more()
    assert not writers.failures
