"""A Redis that hangs costs a process a few timeouts, then it is left alone but for a probe now and then."""

import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.servers import Product, wait_until

from .phone import CREATED, Phone, outcome
from .silent_redis import SilentRedis

pytestmark = pytest.mark.product

FAILURES = 3
"""So many in a row make a process leave Redis alone."""
PAUSE = 2.0
"""Seconds until it tries again."""
SLACK = 0.1


@pytest.fixture(scope="module")
def hanging_redis() -> Iterator[SilentRedis]:
    with SilentRedis() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, hanging_redis) -> Iterator[Product]:
    with Product(database_url=database, redis_url=hanging_redis.url) as product:
        yield product


@pytest.fixture
def one_process_phone(product, token) -> Iterator[Phone]:
    """Keeps its connection, and so stays with one process."""
    with product.client(timeout=20) as client:
        yield Phone(product, token, client)


class TestHangingRedis:
    def test_costs_a_process_three_timeouts_then_one_a_probe(self, one_process_phone, books, hanging_redis):
        def commands_seen_after_a_write() -> int:
            assert outcome(one_process_phone.post(str(uuid4()))) == CREATED
            return len(hanging_redis.commands)

        seen = [commands_seen_after_a_write() for _ in range(FAILURES)]
        assert seen == [1, 2, 3], "one command a request: no SET after a failed GET, and no repetition"
        assert wait_until(lambda: commands_seen_after_a_write() > FAILURES), "no probe came"

        [*_, third, probe] = [when for when, _ in hanging_redis.commands]
        spared = books.expenses() - FAILURES - 1
        assert len(hanging_redis.commands) == FAILURES + 1
        assert probe - third > PAUSE - SLACK
        assert spared >= 10
        assert {name for _, name in hanging_redis.commands} == {"GET"}

    def test_costs_no_more_than_that_in_each_of_two_processes(self, phone, books, hanging_redis, product):
        before, began = len(hanging_redis.commands), time.monotonic()
        for _ in range(30):
            assert outcome(phone.post(str(uuid4()))) == CREATED
        probes = 2 * (1 + int((time.monotonic() - began) / PAUSE))
        assert len(hanging_redis.commands) - before <= FAILURES + probes
        assert product.log.count("Redis failed") == len(hanging_redis.commands)
        assert books.expenses() == 30
