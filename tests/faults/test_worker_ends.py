"""The server ends while requests are under way: workers answer what they have begun, and then go, too."""

import os
import time
from collections.abc import Iterator

import pytest

from tests.product.phone import CREATED, is_replay
from tests.product.sockets import is_gone
from tests.servers import Product, wait_until
from tests.servers.product import end

from .postgres_promise import Request
from .windows import InTransaction, built
from .worker_crowd import Sent
from .worker_sockets import taken_in

pytestmark = pytest.mark.product

CROWD = 12
"""More than the workers have threads together."""
SECONDS = 1.5
TO_BE_KILLED = 30
"""Seconds after which the main process kills a worker that does not end."""
ENDED = "Granian shutdown completed"


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        yield product


@pytest.fixture
def crowd(phone, books, database, redis_now, key) -> list[Request]:
    return [Request(phone, database, redis_now, f"{key}-{number}") for number in range(CROWD)]


@pytest.fixture
def under_way(crowd, phone, product, database) -> Iterator[list[Sent]]:
    """Some are in their transactions, and some wait for a thread."""
    window = InTransaction(database, seconds=SECONDS)
    with built(database), window.open():
        sent = [Sent(product, phone, request.key) for request in crowd]
        assert window.somebody_is_inside()
        assert wait_until(lambda: taken_in(product.port) == CROWD)
        yield sent


@pytest.fixture
def workers(product) -> Iterator[list[int]]:
    """Those that the test ends with their server; if it does not, they must not stay for ever."""
    workers = product.worker_pids()
    yield workers
    for pid in workers:
        end(pid)


def stop(product: Product) -> float:
    """Asserts that it ended by itself, and all its workers before it; gives the seconds that it took."""
    ended, began = product.log.count(ENDED), time.monotonic()
    product.stop()
    assert product.log.count(ENDED) == ended + 1
    return time.monotonic() - began


def is_loading(pid: int) -> bool:
    """A worker leaves the main process's group before it loads the application."""
    return os.getpgid(pid) == pid


class TestServerStopped:
    def test_answers_what_is_under_way(self, product, crowd, under_way, measured):
        stop(product)
        answers = [sent.answered().answer for sent in under_way]
        assert [answer.outcome for answer in answers] == [CREATED] * CROWD
        product.start()
        assert [request.converge().first.content for request in crowd] == [one.body for one in answers]
        measured(
            f"SIGTERM: {CROWD} of {CROWD} under way get 201; after the next start all replay, 1 row each"
        )

    def test_in_the_middle_of_a_restart_ends_all_workers(self, product):
        product.replace_workers()
        assert wait_until(lambda: len(product.worker_pids()) > 2)
        stop(product)
        product.start()

    def test_does_not_wait_for_a_worker_that_still_loads(self, product, workers, measured):
        product.kill_worker(workers[0])
        assert wait_until(lambda: any(map(is_loading, set(product.worker_pids()) - set(workers))))
        seconds = stop(product)
        product.start()
        assert seconds < TO_BE_KILLED
        measured(f"SIGTERM: all have ended after {seconds:.1f} s")


class TestMainProcessKilled:
    def test_ends_its_workers_and_another_one_takes_over_at_once(
        self, product, workers, crowd, under_way, measured
    ):
        product.crash()
        product.start()
        answers = [sent.answered().answer for sent in under_way]
        assert [answer.outcome for answer in answers] == [CREATED] * CROWD
        assert wait_until(lambda: all(map(is_gone, workers)))
        done = [request.converge().first for request in crowd]
        assert all(map(is_replay, done))
        assert [one.content for one in done] == [one.body for one in answers]
        measured(
            f"SIGKILL: the workers answer {CROWD} of {CROWD} under way with 201 and end; "
            "the next start on the same port replays all, 1 row each"
        )
