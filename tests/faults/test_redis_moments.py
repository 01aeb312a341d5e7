"""Redis fails between COMMIT and SET: the request is done, and nobody is told otherwise."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

import pytest
from redis import Redis

from tests.product.phone import CREATED, is_replay, outcome
from tests.servers import Product, Valkey

from .postgres_promise import REPLAYS, Request
from .redis_fakes import answering, bulk, fake
from .redis_faults import refused
from .redis_promise import assert_replays, seconds_until_used
from .windows import AfterCommit

pytestmark = pytest.mark.product

TRIES = 3


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey, token) -> Iterator[Product]:
    url = product_valkey.url + AfterCommit.PATIENCE
    with Product(database_url=database, redis_url=url) as product:
        yield product


@contextmanager
def is_killed(valkey: Valkey, client: Redis) -> Iterator[None]:
    with refused(valkey):
        yield


@contextmanager
def begins_anew(valkey: Valkey, client: Redis) -> Iterator[None]:
    with refused(valkey):
        pass
    yield


@contextmanager
def answers_garbage(valkey: Valkey, client: Redis) -> Iterator[None]:
    with refused(valkey), fake(valkey.port, answering(bulk(b"garbage"))):
        yield


@contextmanager
def hangs_up(valkey: Valkey, client: Redis) -> Iterator[None]:
    client.client_kill_filter(_type="normal", skipme=True)
    client.client_unpause()
    yield


@contextmanager
def is_full(valkey: Valkey, client: Redis) -> Iterator[None]:
    client.config_set("maxmemory", "1mb")
    client.client_unpause()
    yield
    client.config_set("maxmemory", 0)


@contextmanager
def is_demoted(valkey: Valkey, client: Redis) -> Iterator[None]:
    client.replicaof("127.0.0.1", 1)
    client.client_unpause()
    yield
    client.replicaof("NO", "ONE")


@contextmanager
def has_another_password(valkey: Valkey, client: Redis) -> Iterator[None]:
    client.config_set("requirepass", "another one")
    client.client_kill_filter(_type="normal", skipme=True)
    client.client_unpause()
    yield
    client.config_set("requirepass", "")


def held(request: Request, window: AfterCommit, pool: ThreadPoolExecutor) -> tuple[Request, Future]:
    """One that is committed and waits for Redis; on a busy machine a process may have done without it."""
    for _ in range(TRIES):
        request = replace(request, key=str(uuid4()))
        pending = pool.submit(request.send)
        if window.somebody_is_inside():
            return request, pending
    raise AssertionError("no request waits for Redis")


class TestRequestThatIsCommitted:
    @pytest.mark.parametrize(
        "redis",
        [is_killed, begins_anew, answers_garbage, hangs_up, is_full, is_demoted, has_another_password],
        ids=lambda strike: f"Redis {strike.__name__.replace('_', ' ')}",
    )
    def test_is_done_whatever_happens_before_set(
        self, phone, books, database, redis_now, product_valkey, key, redis, measured
    ):
        request, window = Request(phone, database, redis_now, key), AfterCommit(product_valkey)
        seconds_until_used(lambda: replace(request, key=str(uuid4())))
        with ThreadPoolExecutor(1) as pool, product_valkey.admin() as client:
            window.hold()
            request, pending = held(request, window, pool)
            with redis(product_valkey, client):
                first = pending.result()
                retries = [request.send() for _ in range(REPLAYS)]
        assert outcome(first) == CREATED
        assert not is_replay(first)
        for retry in [*retries, request.send()]:
            assert_replays(retry, first)
        assert (request.rows(), request.entries()) == (1, 1)
        measured(f"201, {REPLAYS} replays meanwhile and one after it, 1 row")
