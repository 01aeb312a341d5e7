"""The ledger is pruned while it is in use: short transactions, and nothing is lost or doubled."""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Final

import psycopg
import pytest

from tests.faults.writers import rows_by_description
from tests.servers import Product, wait_until

from .ledger import EXPIRED, LIVE, Ledger
from .phone import Phone, token_of
from .traffic import RATE, Traffic

pytestmark = pytest.mark.product

ROWS: Final = 50_000 if float(os.environ.get("SOAK", "1")) <= 1 else 1_000_000
LIVE_ROWS: Final = 5_000
BATCH: Final = 1_000


@pytest.fixture(scope="module")
def database(demo_database: Callable[[str], str]) -> str:
    return demo_database("prune_under_load")


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def ledger(database) -> Iterator[Ledger]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield Ledger(connection, expired=ROWS, live=LIVE_ROWS)


@pytest.fixture
def traffic(phone: Phone) -> Traffic:
    return Traffic(phone, (f"{EXPIRED}{number}" for number in Random(2).sample(range(ROWS), ROWS)))


class TestPruning:
    def test_under_load_loses_and_doubles_nothing(self, product, database, ledger, traffic, measured):
        over, waiting = threading.Event(), Counter[int]()

        def prune() -> str:
            try:
                assert wait_until(lambda: len(traffic.seconds) > RATE)
                return product.manage("prune_idempotency_ledger", "--batch-size", str(BATCH))
            finally:
                over.set()

        with ThreadPoolExecutor(1) as pool:
            pruning = pool.submit(prune)
            traffic.flow(over, look=lambda: waiting.update([ledger.waiting()]))

        batches, taken_over = ledger.batches(), ledger.taken_over()
        assert pruning.result() == f"Pruned {ROWS - taken_over} expired ledger entries.\n"
        assert (ledger.expired(), sum(rows for rows, _ in batches)) == (0, ROWS - taken_over)
        assert max(rows for rows, _ in batches) <= BATCH
        assert taken_over > 0
        used = set(traffic.first_answers)
        kept = ledger.live_keys()
        assert {key for key in kept if not key.startswith(LIVE)} == used
        assert len(kept) == LIVE_ROWS + len(used)
        assert rows_by_description(database) == Counter(used)
        looks, free = waiting.total(), waiting[0]
        measured(
            f"{ROWS:,} rows in {len(batches)} transactions of up to {BATCH:,}, the longest"
            f" {max(milliseconds for _, milliseconds in batches):.0f} ms; beside it {len(traffic.seconds)}"
            f" requests at {RATE} a second: 0 errors, slowest {max(traffic.seconds) * 1000:.0f} ms,"
            f" {taken_over} rows taken over, a wait for a lock seen in {looks - free} of {looks} looks"
        )
