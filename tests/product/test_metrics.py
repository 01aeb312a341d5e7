"""The numbers of all workers together, whichever is asked, and whatever becomes of them."""

import threading
from collections.abc import Iterator
from functools import partial
from uuid import uuid4

import httpx
import pytest

from tests.servers import Product, Valkey, wait_until

from .phone import CREATED, NEW_CONNECTION_EACH, Phone, is_replay, outcome, token_of
from .scrapes import TOKEN, Scrapes

pytestmark = pytest.mark.product

WORKERS = 2
DEATHS = 3
FILES_OF_A_WORKER = 3
FILES_OF_THE_DEAD = 2
LIVE = 'route="/health/live"'


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(demo_database, product_valkey) -> Iterator[Product]:
    url = demo_database("metrics")
    with Product(database_url=url, redis_url=product_valkey.url, METRICS_TOKEN=TOKEN) as product:
        yield product


@pytest.fixture(scope="module")
def scrapes(product) -> Scrapes:
    return Scrapes(product)


@pytest.fixture
def phone(product) -> Iterator[Phone]:
    phone = Phone(product, token_of(product))
    with phone.client:
        yield phone


def ask(product: Product, times: int) -> None:
    with product.client(limits=NEW_CONNECTION_EACH, timeout=20) as client:
        for _ in range(times):
            client.get("/health/live").raise_for_status()


class Watch(threading.Thread):
    """Asks and scrapes without a pause, until it is told to stop; a worker may die under a request."""

    def __init__(self, scrapes: Scrapes) -> None:
        super().__init__()
        self.scrapes, self.is_over = scrapes, threading.Event()
        self.totals: list[float] = []

    def run(self) -> None:
        while not self.is_over.is_set():
            try:
                ask(self.scrapes.product, 5)
                self.totals.append(self.scrapes.total("requests_total", LIVE))
            except httpx.TransportError:
                continue

    def __enter__(self) -> "Watch":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        self.join()


class TestCounters:
    def test_are_those_of_all_workers(self, product, scrapes):
        before = scrapes.total("requests_total", LIVE, 'status="200"')
        ask(product, 40)
        assert {scrapes.total("requests_total", LIVE, 'status="200"') for _ in range(6)} == {before + 40}
        assert scrapes.total("request_seconds_count", LIVE) == before + 40
        assert scrapes.total("workers") == WORKERS

    def test_count_what_became_of_writes(self, phone, scrapes):
        names = [f'outcome="{name}"' for name in ("executed", "replayed", "reused")]
        before = [scrapes.total("idempotency_outcomes_total", name) for name in names]
        key = str(uuid4())
        assert outcome(phone.post(key)) == CREATED
        assert is_replay(phone.post(key))
        assert outcome(phone.post(key, {"amountCents": 1})) == (409, "idempotency_key_reused")
        after = [scrapes.total("idempotency_outcomes_total", name) for name in names]
        assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, 1]

    def test_show_the_connections_of_the_pools(self, phone, scrapes):
        phone.expenses("")
        assert wait_until(lambda: scrapes.total("database_connections") >= 1)

    def test_never_go_back_when_workers_are_killed_and_replaced(self, product, scrapes, measured):
        with Watch(scrapes) as watch:
            for _ in range(DEATHS):
                killed = product.worker_pids()
                product.kill_worker(killed[0])
                assert wait_until(partial(is_changed, product, killed, 1), product.patience)
            replaced = product.worker_pids()
            product.replace_workers()
            assert wait_until(partial(is_changed, product, replaced, WORKERS), product.patience)
            seen = len(watch.totals)
            assert wait_until(lambda: len(watch.totals) > seen + 2, product.patience)
        assert watch.totals == sorted(watch.totals)
        assert scrapes.total("workers") == WORKERS
        files = scrapes.files()
        assert len(files) <= WORKERS * FILES_OF_A_WORKER + FILES_OF_THE_DEAD
        kept = sum(file.stat().st_size for file in files) // 1024
        measured(
            f"{len(watch.totals)} scrapes, {DEATHS + WORKERS} workers gone: {len(files)} files, {kept} KiB"
        )


def is_changed(product: Product, old: list[int], by: int) -> bool:
    """Whether all serve, and so many of them are new."""
    pids = product.worker_pids()
    return len(pids) == WORKERS and product.is_complete() and len({*pids} - {*old}) == by


class TestBreaker:
    def test_is_seen_while_redis_is_away(self, product, product_valkey, phone, scrapes):
        assert scrapes.total("redis_breaker_open") == 0
        product_valkey.stop()
        try:
            assert wait_until(lambda: phone.post(str(uuid4())) and scrapes.total("redis_breaker_open"))
        finally:
            product_valkey.start()
        assert wait_until(lambda: phone.post(str(uuid4())) and not scrapes.total("redis_breaker_open"), 30)


class TestStranger:
    @pytest.mark.parametrize(("header", "status"), [("", 401), ("Bearer wrong", 401)])
    def test_is_told_nothing(self, product, header, status):
        with product.client() as client:
            assert client.get("/metrics", headers={"Authorization": header}).status_code == status
