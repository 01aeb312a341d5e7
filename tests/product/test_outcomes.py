"""What becomes of requests is counted by every worker, and arrives in one table."""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from tests.servers import Product, wait_until

from .phone import CREATED, Phone, outcome, token_of

pytestmark = pytest.mark.product

REQUESTS = 20
"""Each on a connection of its own: so many reach both workers."""
REPLACED = "All workers are replaced"
SUMS = "SELECT outcome, sum(count)::int FROM idempotency_outcomecount GROUP BY outcome"


@pytest.fixture(scope="module")
def own_database(postgres) -> str:
    return postgres.create_database("outcomes")


@pytest.fixture(scope="module")
def product(own_database, product_valkey) -> Iterator[Product]:
    with Product(database_url=own_database, redis_url=product_valkey.url) as product:
        product.manage("create_demo_data", DEBUG="on")
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def counts(own_database):
    """What the table says, read from outside."""
    with psycopg.connect(own_database, autocommit=True) as connection:
        yield lambda: dict(connection.execute(SUMS).fetchall())


@pytest.fixture
def write(phone, counts):
    """Makes some new requests, and gives what the table has to say when they are counted."""
    before = counts()

    def write() -> dict[str, int]:
        assert {outcome(phone.post(str(uuid4()))) for _ in range(REQUESTS)} == {CREATED}
        return before | {"executed": before.get("executed", 0) + REQUESTS}

    return write


class TestOutcomes:
    """In the order in which they stand: the last one ends the product."""

    def test_of_all_workers_arrive_within_seconds(self, phone: Phone, counts, key, product):
        assert len(product.worker_pids()) == 2
        for _ in range(REQUESTS):
            phone.post(key)
        phone.post(key, {"amountCents": 1})
        phone.post(str(uuid4()), {"amountCents": 1})
        expected = {"executed": 1, "replayed": REQUESTS - 1, "reused": 1, "refused": 1}
        assert wait_until(lambda: counts() == expected, seconds=60)

    def test_are_written_by_workers_that_are_replaced(self, product, write, counts):
        expected, seen = write(), len(product.log)
        product.replace_workers()
        assert wait_until(lambda: REPLACED in product.log[seen:], product.patience)
        assert counts() == expected

    def test_are_written_when_the_server_is_stopped(self, product, write, counts):
        expected = write()
        product.stop()
        assert counts() == expected
