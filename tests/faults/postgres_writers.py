"""Clients that write all the time, and repeat what they were not told to be done."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tests.product.phone import IN_PROGRESS, outcome
from tests.servers import wait_until

from .postgres_promise import UNAVAILABLE

WRITERS = 4
PAUSE = 0.1
"""Seconds before a retry: a tenth of what Retry-After asks for."""


@dataclass(frozen=True)
class Write:
    """One request that was acknowledged; `told` is what came before."""

    key: str
    answer: httpx.Response
    told: list[tuple[int, str]]
    seconds: float


class Writers:
    """They stop when they are told to, each after its last write is acknowledged."""

    def __init__(self, post: Callable[[str], httpx.Response]) -> None:
        self.acknowledged: list[Write] = []
        self.failures: list[BaseException] = []
        self._post = post
        self._over = threading.Event()

    def write(self) -> None:
        try:
            while not self._over.is_set():
                self.acknowledged.append(self.one_write(str(uuid4())))
        except BaseException as failure:
            self.failures.append(failure)

    def one_write(self, key: str) -> Write:
        began, told = time.monotonic(), []
        while not (answer := self._post(key)).is_success:
            told.append(outcome(answer))
            assert told[-1] in (UNAVAILABLE, IN_PROGRESS)
            assert int(answer.headers["Retry-After"]) >= 1
            time.sleep(PAUSE)
        return Write(key, answer, told, time.monotonic() - began)

    def write_some_more(self) -> bool:
        """Waits for each of them to be at work."""
        enough = len(self.acknowledged) + 5 * WRITERS
        return wait_until(lambda: len(self.acknowledged) >= enough or self.failures) and not self.failures

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.write) for _ in range(WRITERS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()
