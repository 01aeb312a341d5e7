"""Postgres is lost in each moment of a request: only Postgres knows whether the COMMIT happened."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import os
from collections import Counter
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.examples import EXPENSE
from tests.product.phone import Phone, is_replay
from tests.servers import Product
from tests.threads import at_once

from .postgres_faults import Crashed, Loss, ShuttingDown, Stopped, Terminated
from .postgres_own import database, lose, request_, server, token, window  # noqa: F401 fixtures
from .postgres_promise import assert_unavailable, insist
from .postgres_writers import WRITERS, Write, Writers

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
        writers = Writers(lambda key: post(phone, key))
        with writers.at_work():
            for number in range(RESTARTS):
                assert writers.write_some_more()
                loss = (Stopped, Crashed)[number % 2](server)
                loss.strike()
                loss.mend()
            assert writers.write_some_more()
        assert not writers.failures
        written = writers.acknowledged
        found = rows_by_description(database)
        assert [write.key for write in written if found[write.key] != 1] == []

        replays = at_once(len(written), lambda n: insist(lambda: post(phone, written[n].key))[-1], WRITERS)
        assert all(map(is_replay, replays))
        assert [replay.content for replay in replays] == [write.answer.content for write in written]
        assert any(write.told for write in written), "the restarts met no request"
        measured(
            f"{RESTARTS} restarts, {len(written)} writes acknowledged, 0 lost, 0 done twice, {told(written)}"
        )


def told(written: list[Write]) -> str:
    repeated = [write for write in written if write.told]
    most = max(len(write.told) for write in written)
    slowest = max(write.seconds for write in written)
    return f"{len(repeated)} sent again, up to {most} times, slowest {slowest:.1f} s"


def post(phone: Phone, key: str) -> httpx.Response:
    return phone.post(key, EXPENSE | {"description": key})


def rows_by_description(database: str) -> Counter[str]:
    with psycopg.connect(database) as connection:
        return Counter(text for (text,) in connection.execute("SELECT description FROM finance_expense"))
