"""Redis fails, forgets and evicts while clients write."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from threading import Event, Thread

import pytest
from redis import Redis

from tests.servers import Product, Valkey, wait_until

from .redis_faults import FAULTS
from .redis_writers import told, writing
from .writers import Writers

pytestmark = pytest.mark.product

SOAK = float(os.environ.get("SOAK", "1"))
FLUSHES = round(20 * SOAK)
ROUNDS = round(SOAK)
MIXED = ("refused", "hanging", "full", "read only", "loading", "hanging for writes")
ROOM = 500_000
"""Bytes that are left for answers and for what presses them out."""
DAY = 24 * 3600


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey, token) -> Iterator[Product]:
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        yield product


@contextmanager
def pressed(valkey: Valkey, policy: str) -> Iterator[Redis]:
    """Somebody else fills a Redis that is small, with values that live longer than answers."""
    with valkey.admin() as client:
        client.config_set("maxmemory-policy", policy)
        client.config_set("maxmemory", client.info("memory")["used_memory"] + ROOM)
        over = Event()
        presser = Thread(target=press, args=(valkey, over))
        presser.start()
        try:
            yield client
        finally:
            over.set()
            presser.join()
            client.config_set("maxmemory", 0)


def press(valkey: Valkey, over: Event) -> None:
    with valkey.client() as client:
        for number in count():
            if over.wait(0.005):
                return
            client.set(f"pressure:{number}", b"x" * 10_000, ex=2 * DAY)


def has_written(writers: Writers, more_than: int) -> bool:
    return len(writers.acknowledged) > more_than


class TestRedisUnderLoad:
    def test_fails_in_one_way_after_the_other(
        self, phone, books, database, redis_now, product_valkey, measured
    ):
        with writing(phone, database) as writers:
            for name in MIXED * ROUNDS:
                assert writers.write_some_more()
                with FAULTS[name](product_valkey):
                    assert writers.write_some_more()
        measured(f"{len(MIXED) * ROUNDS} faults: {told(writers.acknowledged)}")

    def test_is_flushed_again_and_again(self, phone, books, database, redis_now, measured):
        with writing(phone, database) as writers:
            for number in range(FLUSHES):
                assert wait_until(partial(has_written, writers, more_than=number))
                redis_now.flushall()
        measured(f"{FLUSHES} flushes: {told(writers.acknowledged)}")

    @pytest.mark.parametrize("policy", ["volatile-ttl", "allkeys-lru"], ids=["volatile ttl", "allkeys lru"])
    def test_evicts_answers(self, phone, books, database, redis_now, product_valkey, policy, measured):
        with writing(phone, database) as writers, pressed(product_valkey, policy) as client:
            assert wait_until(lambda: client.info("stats")["evicted_keys"] > 100 * SOAK, seconds=60 * SOAK)
            assert writers.write_some_more()
            kept = len(client.keys("idempotency:*"))
        evicted = len(writers.acknowledged) - kept
        assert evicted > 0
        measured(f"{evicted} answers evicted: {told(writers.acknowledged)}")
