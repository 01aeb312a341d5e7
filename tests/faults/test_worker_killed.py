"""A worker that is killed takes nothing with it but the connections it had."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.product.passer_by import visiting
from tests.product.phone import CREATED, is_replay, outcome
from tests.product.sockets import is_gone, worker_with_the_request
from tests.servers import Product, Valkey, wait_until

from .postgres_promise import Request
from .windows import AfterCommit, InCommit, InTransaction, Window, built
from .worker_windows import BeforeTransaction

pytestmark = pytest.mark.product

HELD_AT_MOST = 5
"""Seconds, on a busy machine, that a killed worker's key stays locked: half of what its statement takes."""


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    redis_url = product_valkey.url + AfterCommit.PATIENCE
    with Product(database_url=database, redis_url=redis_url) as product:
        yield product


@pytest.fixture(autouse=True)
def whole_product(product) -> Iterator[None]:
    """It has all its workers before the test, and again after it."""
    recover(product)
    workers = product.worker_pids()
    assert len(workers) == 2
    yield
    recover(product)
    assert len(product.worker_pids()) == 2
    assert product.worker_pids() != workers, "the test killed nobody"


@pytest.fixture
def request_(phone, books, database, redis_now, key) -> Request:
    return Request(phone, database, redis_now, key)


@pytest.fixture
def windows(database) -> Iterator[None]:
    with built(database):
        yield


@pytest.fixture(params=[BeforeTransaction, InTransaction, InCommit, AfterCommit])
def window(request, windows, database, product_valkey) -> Window:
    is_of_redis = request.param in (BeforeTransaction, AfterCommit)
    return request.param(product_valkey if is_of_redis else database)


def recover(product: Product) -> None:
    """Waits for all its workers, unless it has ended."""
    assert wait_until(lambda: product.is_complete() or not product.is_running, product.patience)
    assert product.is_complete()


def kill(product: Product, pid: int) -> None:
    product.kill_worker(pid)
    assert wait_until(lambda: is_gone(pid))


class TestWorkerKilled:
    def test_leaves_all_or_nothing_and_the_retry_converges(self, product, window, request_, measured):
        with ThreadPoolExecutor(1) as pool:
            with window.open():
                lost = pool.submit(request_.send)
                assert window.somebody_is_inside()
                kill(product, worker_with_the_request(product))
                assert isinstance(lost.exception(), httpx.TransportError)
            was_committed = isinstance(window, AfterCommit)
            assert request_.rows() == request_.entries() == was_committed
            assert not request_.is_in_redis()
            done = request_.converge()
        assert is_replay(done.first) == was_committed
        assert done.seconds < HELD_AT_MOST
        assert request_.is_in_redis()
        what = "the first answer, replayed," if was_committed else "a first answer"
        measured(f"the connection breaks, then {what} after {done}, 1 row")

    def test_leaves_the_other_one_to_all_who_come_after(self, product, database, windows, request_, measured):
        """Broken are at most the connections that were made while the killed worker still listened."""
        window = InTransaction(database)
        with ThreadPoolExecutor(1) as pool, window.open():
            lost = pool.submit(request_.send)
            assert window.somebody_is_inside()
            killed = worker_with_the_request(product)
            with visiting(request_.phone) as visits:
                kill(product, killed)
                gone = len(visits)
                recover(product)
                assert wait_until(lambda: len(visits) > gone + 10)
            assert lost.exception()
        after = [visit for visit in visits if visit.began > visits[gone].ended]
        assert {visit.status for visit in after} == {201}
        assert {visit.status for visit in visits} <= {201, None}
        broken = sum(visit.status is None for visit in visits)
        measured(f"{len(after)} requests meanwhile, all 201; connections that the kill broke: {broken}")

    def test_is_replaced_each_time(self, product, request_, measured):
        for _ in range(3):
            pid = product.worker_pids()[-1]
            kill(product, pid)
            recover(product)
            assert pid not in product.worker_pids()
        assert outcome(request_.send()) == CREATED
        measured("3 times within seconds, 3 successors")
