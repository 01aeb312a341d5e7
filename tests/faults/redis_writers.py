"""Clients that write all the time and send everything twice: whatever becomes of Redis, none is refused."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import httpx

from tests.product.phone import Phone

from .redis_promise import assert_replays
from .writers import WRITERS, Post, Write, Writers, assert_done_once, expense


def twice(post: Post) -> Post:
    """The answer, to which that of a retry is the same."""

    def send(key: str) -> httpx.Response:
        answer = post(key)
        assert_replays(post(key), answer)
        return answer

    return send


@contextmanager
def writing(phone: Phone, database: str) -> Iterator[Writers]:
    """Asserts at the end that each write was done at once and once, and that retries still get its answer."""
    writers = Writers([twice(expense(phone))] * WRITERS, may_be_told=())
    with writers.at_work():
        yield writers
    assert not writers.failures
    assert_done_once(writers.acknowledged, database, expense(phone))


def told(written: Sequence[Write]) -> str:
    slowest = max(write.seconds for write in written)
    return f"{len(written)} writes and their retries, 0 refused, 0 done twice, slowest {slowest:.1f} s"
