from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from tests.servers import Product, Valkey

from .books import Books
from .phone import Phone, token_of


@pytest.fixture(scope="package")
def database(demo_database) -> str:
    """The URL of the database that the products of these tests share."""
    return demo_database("product_tests")


@pytest.fixture(scope="package")
def shared_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="package")
def uploads(tmp_path_factory) -> Path:
    """The folder that the products of these tests store files in."""
    return tmp_path_factory.mktemp("uploads")


@pytest.fixture(scope="package")
def shared_product(database, shared_valkey, uploads) -> Iterator[Product]:
    with Product(database_url=database, redis_url=shared_valkey.url, UPLOADS_ROOT=str(uploads)) as product:
        yield product


@pytest.fixture(scope="package")
def token(shared_product) -> str:
    """Good for every product on the shared database."""
    return token_of(shared_product)


@pytest.fixture(scope="module")
def product_valkey(shared_valkey) -> Valkey:
    return shared_valkey


@pytest.fixture(scope="module")
def product(shared_product) -> Product:
    """Two processes; a module that kills them or troubles their Redis brings a product of its own."""
    return shared_product


@pytest.fixture
def phone(product, token) -> Iterator[Phone]:
    phone = Phone(product, token)
    with phone.client:
        yield phone


@pytest.fixture
def books(database, token) -> Books:
    """The shared database, with demo data and without payments."""
    books = Books(database)
    books.empty()
    return books


@pytest.fixture
def slow_work(books) -> Iterator[Callable[[float], None]]:
    """Sets how many seconds an expense spends in its transaction."""
    books.prepare_slow_work()
    yield books.slow_down
    books.end_slow_work()


@pytest.fixture
def redis_now(product_valkey) -> Iterator[redis.Redis]:
    """The product's Redis, emptied."""
    with product_valkey.client() as client:
        client.flushall()
        yield client


@pytest.fixture
def key() -> str:
    return str(uuid4())
