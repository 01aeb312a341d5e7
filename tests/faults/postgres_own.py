"""Fixtures of the modules that bring a Postgres of their own, to lose it in each moment of a request."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.product.phone import EXPENSES, is_replay, token_of
from tests.servers import Postgres, Product, wait_until

from .postgres_faults import WAITS_FOR_STANDBY, AwaitingStandby, Loss, all_built
from .postgres_promise import Request, assert_unavailable
from .windows import DatabaseWindow, InCommit, InTransaction

IN_A_ROW = 24
"""So many requests meet every connection of both processes."""


@pytest.fixture(scope="module")
def server() -> Iterator[Postgres]:
    with Postgres(**WAITS_FOR_STANDBY) as server:
        yield server


@pytest.fixture(scope="module")
def database(server: Postgres) -> str:
    return server.create_database("lost")


@pytest.fixture(scope="module")
def token(product: Product) -> str:
    return token_of(product)


@pytest.fixture
def request_(phone, database, redis_now, key) -> Request:
    """To a product that has got over the last fault: each connection of its pools may tell of that once."""
    assert wait_until(lambda: all(phone.get(EXPENSES).is_success for _ in range(IN_A_ROW)), seconds=30)
    return Request(phone, database, redis_now, key)


@pytest.fixture(params=[InTransaction, InCommit, AwaitingStandby])
def window(request, database) -> Iterator[DatabaseWindow]:
    with all_built(database):
        yield request.param(database)


def lose(request: Request, window: DatabaseWindow, loss: Loss) -> str:
    """Asserts the whole promise for a request that the loss strikes in the window; says what was measured."""
    with ThreadPoolExecutor(1) as pool, window.open():
        lost = pool.submit(request.send)
        assert window.somebody_is_inside()
        loss.strike()
        assert_unavailable(lost.result())
        assert not request.is_in_redis()
        loss.mend()
    was_committed = isinstance(window, AwaitingStandby)
    assert was_committed or request.left_nothing()
    done = request.converge()
    assert is_replay(done.first) == was_committed
    what = "the first answer, replayed," if was_committed else "a first answer"
    return f"503, then {what} after {done}, 1 row"
