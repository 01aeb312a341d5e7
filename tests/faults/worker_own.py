"""Fixtures of a product whose workers are frozen: it waits long for Redis, and Postgres not long for it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.product.phone import token_of
from tests.servers import Product, Valkey

from .postgres_promise import Request
from .postgres_role import Role, role
from .windows import AfterCommit
from .worker_windows import built_until_shut

IDLE = "2s"
"""Less than the 15 s that the product sets, so that nobody waits for long."""


@pytest.fixture(scope="module")
def limited(postgres, demo_database) -> Iterator[Role]:
    demo_database("frozen")
    with role(postgres, "frozen") as limited:
        limited.set_limits(idle_in_transaction_session_timeout=IDLE)
        yield limited


@pytest.fixture(scope="module")
def database(limited) -> str:
    return limited.url


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(limited, product_valkey) -> Iterator[Product]:
    redis_url = product_valkey.url + AfterCommit.PATIENCE
    with Product(database_url=limited.url, redis_url=redis_url, DATABASE_SESSION_SETTINGS="off") as product:
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def request_(phone, database, redis_now, key) -> Iterator[Request]:
    with built_until_shut(database):
        yield Request(phone, database, redis_now, key)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool
