"""Postgres is there and does not take the request: what an operator may find at three in the morning."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.examples import LOGIN
from tests.product.phone import CREATED, is_replay, outcome, token_of
from tests.servers import Product
from tests.threads import at_once

from .postgres_promise import UNAVAILABLE, Request, assert_unavailable, insist
from .postgres_role import Role, role
from .windows import InTransaction, built

pytestmark = pytest.mark.product

CROWD = 16
READ_ONLY = "ALTER DATABASE refusing SET default_transaction_read_only = "
DOORS = {
    "password changed (28P01)": (
        "ALTER ROLE refusing PASSWORD 'new'",
        "ALTER ROLE refusing PASSWORD 'refusing'",
    ),
    "too many connections (53300)": (
        "ALTER ROLE refusing CONNECTION LIMIT 0",
        "ALTER ROLE refusing CONNECTION LIMIT -1",
    ),
    "no such database (3D000)": (
        "ALTER DATABASE refusing RENAME TO refusing_away",
        "ALTER DATABASE refusing_away RENAME TO refusing",
    ),
}
"""Ways to keep the product out, and to let it in again."""


@pytest.fixture(scope="module")
def own_role(postgres, demo_database) -> Iterator[Role]:
    demo_database("refusing")
    with role(postgres, "refusing") as own_role:
        yield own_role


@pytest.fixture(scope="module")
def database(own_role) -> str:
    return own_role.url


@pytest.fixture(scope="module")
def product(own_role, product_valkey) -> Iterator[Product]:
    with Product(database_url=own_role.url, redis_url=product_valkey.url) as product:
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def request_(phone, own_role, redis_now, key) -> Request:
    return Request(phone, own_role.admin_url, redis_now, key)


@contextmanager
def closed_door(own_role: Role, closing: str, opening: str) -> Iterator[None]:
    own_role.alter("NOLOGIN")
    own_role.disconnect()
    own_role.server.ask(closing)
    own_role.alter("LOGIN")
    try:
        yield
    finally:
        own_role.server.ask(opening)


class TestClosedDoor:
    @pytest.mark.parametrize("door", DOORS)
    def test_is_a_503_until_it_opens(self, own_role, request_, door, measured):
        with closed_door(own_role, *DOORS[door]):
            for answer in at_once(4, lambda _: request_.send()):
                assert_unavailable(answer)
        assert request_.left_nothing()
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"{door}: 503, nothing kept; 201 after {done} once it is mended")


class TestReadOnlyServer:
    def test_answers_readers_and_tells_writers_to_come_again(self, own_role, product, request_, measured):
        own_role.server.ask(READ_ONLY + "on")
        own_role.disconnect()
        assert insist(lambda: request_.phone.get("/v1/finance/expenses"))
        with product.client(timeout=20) as client:
            for answer in [*at_once(4, lambda _: request_.send()), client.post("/auth/login", json=LOGIN)]:
                assert_unavailable(answer)
        assert request_.left_nothing()

        own_role.server.ask(READ_ONLY + "off")
        own_role.disconnect()
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"GET 200, POST 503, nothing kept; 201 after {done} once it takes writes")


class TestTooFewConnections:
    def test_are_shared_until_patience_ends(self, own_role, request_, database, measured):
        """One connection for a crowd of which each needs half a second."""
        crowd = [replace(request_, key=f"{request_.key}-{number}") for number in range(CROWD)]
        window = InTransaction(own_role.admin_url, seconds=0.5)
        one = ("ALTER ROLE refusing CONNECTION LIMIT 1", "ALTER ROLE refusing CONNECTION LIMIT -1")
        with built(database), window.open(), closed_door(own_role, *one):
            answers = at_once(CROWD, lambda number: crowd[number].send())
            told = [outcome(answer) for answer in answers]
            assert set(told) == {CREATED, UNAVAILABLE}
            for request, answer in zip(crowd, answers, strict=True):
                if not answer.is_success:
                    assert_unavailable(answer)
                    assert request.left_nothing()
        done = [request.converge() for request in crowd]
        measured(
            f"{CROWD} at once on 1 connection: {told.count(CREATED)} × 201, the others 503, none 500; "
            f"all done {sum(one.seconds for one in done):.1f} s after there are more, 1 row each"
        )
