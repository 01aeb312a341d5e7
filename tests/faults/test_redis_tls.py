"""Redis behind TLS, with a certificate authority of its own."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.servers import Product
from tests.servers.valkey_tls import TlsFront

from .postgres_promise import Request
from .redis_promise import one_by_one, seconds_until_used

pytestmark = pytest.mark.product


@pytest.fixture
def front(product_valkey, tmp_path) -> Iterator[TlsFront]:
    with TlsFront(product_valkey.port, tmp_path) as front:
        yield front


@pytest.fixture
def product(database, front, token) -> Iterator[Product]:
    url = f"rediss://127.0.0.1:{front.port}/0?ssl_ca_certs={front.certificate}"
    with Product(database_url=database, redis_url=url) as product:
        yield product


class TestRedisBehindTls:
    def test_is_used(self, phone, books, database, redis_now, measured):
        def new() -> Request:
            return Request(phone, database, redis_now, str(uuid4()))

        one_by_one(new())
        seconds_until_used(new)
        measured("all answers as ever, kept in Redis")
