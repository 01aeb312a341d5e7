"""Clients that write all the time, and repeat what they were not told to be done."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

import httpx
import psycopg

from tests.examples import EXPENSE
from tests.product.phone import IN_PROGRESS, Phone, is_replay, outcome
from tests.servers import wait_until
from tests.threads import at_once

from .postgres_promise import UNAVAILABLE, insist

WRITERS: Final = 4
PAUSE: Final = 0.1
"""Seconds before a retry: a tenth of what Retry-After asks for."""
REPLAYS: Final = 300
BROKEN: Final = (0, "connection broken")

Told = tuple[int, str]
Post = Callable[[str], httpx.Response]


@dataclass(frozen=True)
class Write:
    """One request that was acknowledged; `told` is what came before."""

    key: str
    answer: httpx.Response
    told: list[Told]
    seconds: float


class Writers:
    """One a way to post. They stop when they are told to, each after its last write is acknowledged."""

    def __init__(
        self, posts: Sequence[Post], may_be_told: Collection[Told] = (UNAVAILABLE, IN_PROGRESS)
    ) -> None:
        self.acknowledged: list[Write] = []
        self.failures: list[BaseException] = []
        self._posts = posts
        self._may_be_told = may_be_told
        self._over = threading.Event()

    def write(self, post: Post) -> None:
        try:
            while not self._over.is_set():
                self.acknowledged.append(self.one_write(post, str(uuid4())))
        except BaseException as failure:
            self.failures.append(failure)

    def one_write(self, post: Post, key: str) -> Write:
        told: list[Told] = []
        began = time.monotonic()
        while not (answer := answer_to(post, key)) or not answer.is_success:
            told.append(outcome(answer) if answer else BROKEN)
            assert told[-1] in self._may_be_told
            assert answer is None or int(answer.headers["Retry-After"]) >= 1
            time.sleep(PAUSE)
        return Write(key, answer, told, time.monotonic() - began)

    def write_some_more(self) -> bool:
        """Waits for each of them to be at work."""
        enough = len(self.acknowledged) + 5 * len(self._posts)
        return wait_until(lambda: len(self.acknowledged) >= enough or self.failures) and not self.failures

    @contextmanager
    def at_work(self) -> Iterator[None]:
        threads = [threading.Thread(target=self.write, args=(post,)) for post in self._posts]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()


def answer_to(post: Post, key: str) -> httpx.Response | None:
    """None where the connection broke."""
    try:
        return post(key)
    except httpx.TransportError:
        return None


def expense(phone: Phone) -> Post:
    """Told from all others by its description, which is its key."""
    return lambda key: phone.post(key, EXPENSE | {"description": key})


def assert_done_once(written: Sequence[Write], database: str, post: Post) -> None:
    """Each is one row, and retries of those that had trouble, and of some others, get the first answer."""
    rows = rows_by_description(database)
    assert [write.key for write in written if rows[write.key] != 1] == []
    asked = [write for write in written if write.told] + [*written[:: len(written) // REPLAYS + 1]]
    replays = at_once(len(asked), lambda number: insist(lambda: post(asked[number].key))[-1], WRITERS)
    assert all(map(is_replay, replays))
    assert [replay.content for replay in replays] == [write.answer.content for write in asked]


def rows_by_description(database: str) -> Counter[str]:
    with psycopg.connect(database) as connection:
        return Counter(text for (text,) in connection.execute("SELECT description FROM finance_expense"))


def told(written: Sequence[Write]) -> str:
    repeated = [write for write in written if write.told]
    most = max(len(write.told) for write in written)
    slowest = max(write.seconds for write in written)
    return (
        f"{len(written)} writes acknowledged, 0 lost, 0 done twice, "
        f"{len(repeated)} sent again, up to {most} times, slowest {slowest:.1f} s"
    )
