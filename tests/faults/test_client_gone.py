"""Clients that are gone before their answer comes, right after the last byte of the request or later."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

from uuid import uuid4

import pytest

from tests.examples import EXPENSE
from tests.product.calls import READY, Call, expense, send
from tests.product.phone import CREATED, EXPENSES, IN_PROGRESS, is_replay, outcome
from tests.servers import Product, wait_until
from tests.threads import at_once

from .client_connection import Connection
from .client_doors import door, end, nginx, phone  # noqa: F401 fixtures
from .client_messages import Message
from .postgres_promise import Request, converge
from .windows import InTransaction, built

pytestmark = pytest.mark.product

CROWD = 100
RETRYING = 4


@pytest.fixture
def leave(door, phone, end):
    """Sends a whole request, and ends the connection at once."""

    def leave(call: Call, key: str) -> None:
        with Connection(door) as connection:
            connection.send(Message.of(phone, call, key).whole)
            end(connection)

    return leave


class TestClientGoneAfterItsRequest:
    @pytest.mark.parametrize("path", READY, ids=lambda path: path.removeprefix("/v1/").replace("-", " "))
    def test_gets_the_first_answer_when_it_retries(self, door, phone, books, leave, path, key):
        """Granian itself drops a request when it finds its client gone before it begins."""
        call = READY[path](phone)
        leave(call, key)
        if not isinstance(door, Product):
            assert wait_until(lambda: books.has_done(key))
            assert is_replay(send(phone, call, key))
        converge(lambda: send(phone, call, key))


class TestCrowdGoneAfterItsRequests:
    def test_is_served_once_each(self, door, phone, books, leave, measured):
        keys = [str(uuid4()) for _ in range(CROWD)]
        call = expense(phone)
        at_once(CROWD, lambda number: leave(call, keys[number]), 20)
        if not isinstance(door, Product):
            assert wait_until(lambda: books.expenses() == CROWD)
        retries = at_once(CROWD, lambda n: phone.insist(keys[n], while_told=IN_PROGRESS), RETRYING)
        assert {outcome(retry) for retry in retries} == {CREATED}
        assert books.expenses() == CROWD
        done = sum(map(is_replay, retries))
        assert done == CROWD or isinstance(door, Product)
        measured(f"{CROWD} gone: {done} retries replayed, {CROWD - done} created, 1 row each")


class TestClientGoneDuringItsTransaction:
    def test_gets_the_first_answer_when_it_retries(
        self, door, phone, books, database, redis_now, key, end, measured
    ):
        request = Request(phone, database, redis_now, key)
        call = Call(EXPENSES, EXPENSE | {"description": key})
        window = InTransaction(database, seconds=1)
        with built(database), window.open(), Connection(door) as connection:
            connection.send(Message.of(phone, call, key).whole)
            assert window.somebody_is_inside()
            end(connection)
            done = request.converge()
        assert is_replay(done.first)
        measured(f"the work went on: the first answer, replayed, after {done}; 1 row")
