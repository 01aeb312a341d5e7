"""Postgres is what makes the promise true: without it nothing is promised, and nothing remembered."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.servers import Postgres, Product
from tests.threads import at_once

from .books import Books
from .phone import CREATED, Phone, is_replay, outcome, token_of

pytestmark = pytest.mark.product

UNAVAILABLE = (503, "database_unavailable")


def assert_says_unavailable(answer: httpx.Response) -> None:
    assert outcome(answer) == UNAVAILABLE
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1


class TestStoppedPostgres:
    @pytest.fixture
    def own_postgres(self) -> Iterator[Postgres]:
        with Postgres() as server:
            yield server

    @pytest.fixture
    def product(self, own_postgres, shared_valkey) -> Iterator[Product]:
        url = own_postgres.create_database("away")
        with Product(database_url=url, redis_url=shared_valkey.url, WORKERS="1") as product:
            product.manage("create_demo_data", DEBUG="on")
            yield product

    @pytest.fixture
    def token(self, product) -> str:
        return token_of(product)

    @pytest.fixture
    def own_books(self, own_postgres) -> Books:
        return Books(own_postgres.url_of("away"))

    def test_is_a_503_and_after_its_return_a_retry_creates(
        self, own_postgres, own_books, phone, redis_now, key
    ):
        own_postgres.stop()
        for answer in at_once(4, lambda _: phone.post(key)):  # on a lost connection, and on none
            assert_says_unavailable(answer)
        assert redis_now.keys() == []

        own_postgres.start()
        retry = phone.insist(key, while_told=UNAVAILABLE)
        assert outcome(retry) == CREATED
        assert not is_replay(retry)
        assert own_books.expenses() == 1
        assert is_replay(phone.post(key))


class TestConnectionLostInTheTransaction:
    def test_is_a_503_and_a_retry_creates_the_one_row(
        self, phone: Phone, books: Books, slow_work: Callable[[float], None], redis_now, key
    ):
        slow_work(8)
        with ThreadPoolExecutor(1) as pool:
            lost = pool.submit(phone.post, key)
            assert books.worker_is_in_transaction()
            slow_work(0)
            books.cut_connection_at_work()
            assert_says_unavailable(lost.result())
        assert books.expenses() == 0
        assert redis_now.keys() == []

        retry = phone.post(key)
        assert outcome(retry) == CREATED
        assert not is_replay(retry)
        assert books.expenses() == 1
        assert is_replay(phone.post(key))
