"""Postgres is lost in each moment of a request: only Postgres knows whether the COMMIT happened."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import os
from collections.abc import Iterator

import pytest

from tests.product.phone import is_replay
from tests.servers import Product
from tests.threads import at_once

from .postgres_faults import Crashed, Loss, ShuttingDown, Stopped, Terminated
from .postgres_own import database, lose, request_, server, token, window  # noqa: F401 fixtures
from .postgres_promise import assert_unavailable
from .writers import WRITERS, Writers, assert_done_once, expense, told

pytestmark = pytest.mark.product

RESTARTS = round(4 * float(os.environ.get("SOAK", "1")))


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        product.manage("create_demo_data", DEBUG="on")
        yield product


@pytest.fixture(params=[Stopped, Crashed, Terminated])
def loss(request, server, database) -> Loss:
    return request.param(database if request.param is Terminated else server)


class TestPostgresLost:
    def test_is_a_503_and_the_retry_converges(self, window, loss, request_, measured):
        measured(lose(request_, window, loss))


class TestPostgresAway:
    @pytest.mark.parametrize("leave", [Stopped, ShuttingDown])
    def test_is_a_503_and_after_its_return_a_retry_creates(self, server, request_, leave, measured):
        """On connections that are lost, and on none."""
        loss = leave(server)
        loss.strike()
        for answer in at_once(8, lambda _: request_.send()):
            assert_unavailable(answer)
        assert not request_.is_in_redis()
        loss.mend()
        assert request_.left_nothing()
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"8 × 503, nothing kept; 201 after {done} once it is back, 1 row")


class TestRestartsUnderLoad:
    """Fast and immediate ones in turn."""

    def test_lose_no_acknowledged_write_and_do_none_twice(self, server, database, phone, request_, measured):
        writers = Writers([expense(phone)] * WRITERS)
        with writers.at_work():
            for number in range(RESTARTS):
                assert writers.write_some_more()
                loss = (Stopped, Crashed)[number % 2](server)
                loss.strike()
                loss.mend()
            assert writers.write_some_more()
        assert not writers.failures
        written = writers.acknowledged
        assert_done_once(written, database, expense(phone))
        assert any(write.told for write in written), "the restarts met no request"
        measured(f"{RESTARTS} restarts, {told(written)}")
