"""A worker that is killed takes nothing with it but the connections it had."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import httpx
import pytest
from redis import Redis

from tests.servers import Product, Valkey, wait_until

from .passer_by import visiting
from .phone import CREATED, IN_PROGRESS, is_replay, outcome
from .sockets import is_gone, worker_with_the_request

pytestmark = pytest.mark.product

LONG = 8
"""Seconds that a window stays open, unless it is closed before."""


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    """It waits for Redis longer than usual: that keeps the window between COMMIT and Redis open."""
    with Product(database_url=database, redis_url=f"{product_valkey.url}?socket_timeout={LONG}") as product:
        yield product


@pytest.fixture
def sent(phone, books, key) -> Iterator[Callable[[], "Future[httpx.Response]"]]:
    """Posts an expense without waiting for the answer."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda: pool.submit(phone.post, key)


@pytest.fixture
def whole_product(product) -> Iterator[Product]:
    """Has all its workers before the test, and must have them again."""
    assert wait_until(product.is_complete)
    workers = product.worker_pids()
    assert len(workers) == 2
    yield product
    assert wait_until(product.is_complete)
    assert len(product.worker_pids()) == 2
    assert product.worker_pids() != workers, "the test killed nobody"


def kill(product: Product, pid: int) -> None:
    product.kill_worker(pid)
    assert wait_until(lambda: is_gone(pid))


class TestWorkerKilledInItsTransaction:
    def test_leaves_nothing_and_a_retry_within_two_seconds_creates(
        self, whole_product, phone, books, slow_work, sent, key
    ):
        slow_work(LONG)
        lost = sent()
        assert books.worker_is_in_transaction()
        slow_work(0)
        kill(whole_product, worker_with_the_request(whole_product))
        killed_at = time.monotonic()

        assert isinstance(lost.exception(), httpx.TransportError)
        assert books.expenses() == 0
        created = phone.insist(key, while_told=IN_PROGRESS)
        seconds = time.monotonic() - killed_at
        print(f"A retry creates {seconds:.2f} s after the kill")
        assert outcome(created) == CREATED
        assert not is_replay(created)
        assert seconds < 2
        assert books.expenses() == 1


class TestOtherWorker:
    def test_serves_all_who_come_after_the_kill(self, whole_product, phone, books, slow_work, sent):
        """Broken are at most the connections that were made while the killed worker still listened."""
        slow_work(LONG)
        lost = sent()
        assert books.worker_is_in_transaction()
        killed = worker_with_the_request(whole_product)
        with visiting(phone) as visits:
            kill(whole_product, killed)
            gone_at = time.monotonic()
            assert wait_until(whole_product.is_complete)
            replaced_at = time.monotonic()
            assert wait_until(lambda: visits[-1].began > replaced_at)
        slow_work(0)
        assert lost.exception()

        meanwhile = [visit for visit in visits if gone_at < visit.began and visit.ended < replaced_at]
        assert meanwhile
        assert {visit.status for visit in visits if visit.began > gone_at} == {201}
        assert {visit.status for visit in visits if visit.began <= gone_at} <= {201, None}


class TestWorkerKilledAgain:
    def test_is_replaced_each_time(self, whole_product, phone, key):
        for _ in range(3):
            pid = whole_product.worker_pids()[-1]
            kill(whole_product, pid)
            assert wait_until(whole_product.is_complete)
            assert pid not in whole_product.worker_pids()
        assert outcome(phone.post(key)) == CREATED


class TestWorkerKilledBetweenCommitAndRedis:
    @pytest.fixture
    def unwritable_redis(self, product_valkey) -> Iterator[Redis]:
        """Answers GET; a SET waits."""
        with product_valkey.client() as client:
            client.flushall()
            client.client_pause(LONG * 1000, all=False)
            yield client
            client.client_unpause()

    def test_is_replayed_at_once(self, whole_product, phone, books, sent, key, unwritable_redis):
        lost = sent()
        assert wait_until(books.expenses)
        kill(whole_product, worker_with_the_request(whole_product))
        assert isinstance(lost.exception(), httpx.TransportError)
        unwritable_redis.client_unpause()
        assert unwritable_redis.keys() == []

        retry = phone.post(key)
        assert outcome(retry) == CREATED
        assert is_replay(retry)
        assert books.expenses() == 1
        assert len(unwritable_redis.keys()) == 1
