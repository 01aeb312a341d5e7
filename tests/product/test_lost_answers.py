"""The first answer got lost, and Redis with what it knew: every retry still gets the 201.

Above all, a retried check-in of staff is never told that the shift is open already.
"""

import socket
from collections.abc import Iterator

import httpx
import pytest
from redis import Redis

from tests.servers import Product, Valkey, wait_until

from .books import Books
from .calls import CLOCKED_IN, READY, Call, request, send
from .phone import CREATED, Phone, is_replay, outcome

pytestmark = pytest.mark.product


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey, uploads, token) -> Iterator[Product]:
    settings = {"UPLOADS_ROOT": str(uploads)}
    with Product(database_url=database, redis_url=product_valkey.url, **settings) as product:
        yield product


@pytest.fixture(scope="module")
def phone(product, token) -> Iterator[Phone]:
    phone = Phone(product, token)
    with phone.client:
        yield phone


@pytest.fixture(scope="class")
def stopped_redis(product, product_valkey) -> Iterator[None]:
    product_valkey.stop()
    yield
    product_valkey.start()


@pytest.fixture
def call(phone, path) -> Call:
    return READY[path](phone)


@pytest.fixture
def lose(product, phone, books: Books):
    """Sends a call, and closes the connection when the product is done, without having read from it."""

    def lost(call: Call, key: str) -> None:
        with socket.create_connection(("127.0.0.1", product.port)) as connection:
            connection.sendall(as_bytes(request(phone, call, key)))
            assert wait_until(lambda: books.has_done(key))

    return lost


def as_bytes(request: httpx.Request) -> bytes:
    head = b"".join(b"%b: %b\r\n" % header for header in request.headers.raw)
    return b"POST %b HTTP/1.1\r\n%b\r\n%b" % (request.url.raw_path, head, request.read())


def assert_both_replay(first: httpx.Response, second: httpx.Response) -> None:
    for retry in (first, second):
        assert outcome(retry) == CREATED
        assert is_replay(retry)
    assert second.content == first.content
    assert second.headers["Location"] == first.headers["Location"]


def named(key: str, redis: Redis) -> bool:
    return any(redis.scan_iter(f"*:{key}"))


@pytest.mark.parametrize("path", READY)
class TestFlushedRedis:
    def test_costs_no_retry_its_answer(self, phone, call, key, lose, redis_now):
        lose(call, key)
        assert wait_until(lambda: named(key, redis_now))
        redis_now.flushall()
        from_ledger = send(phone, call, key)
        assert named(key, redis_now)
        assert_both_replay(from_ledger, send(phone, call, key))


@pytest.mark.usefixtures("stopped_redis")
@pytest.mark.parametrize("path", READY)
class TestStoppedRedis:
    def test_costs_no_retry_its_answer(self, phone, call, key, lose):
        lose(call, key)
        assert_both_replay(send(phone, call, key), send(phone, call, key))


@pytest.mark.parametrize("path", [CLOCKED_IN])
class TestRedisThatStopsBetweenCheckInAndRetry:
    def test_does_not_make_the_shift_open_already(self, phone, call, key, lose, product_valkey):
        lose(call, key)
        product_valkey.stop()
        try:
            assert_both_replay(send(phone, call, key), send(phone, call, key))
            assert outcome(send(phone, call)) == (409, "shift_already_open")
        finally:
            product_valkey.start()
