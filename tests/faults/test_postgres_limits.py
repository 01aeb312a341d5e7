"""How long a request may hold a key, or be held up: Postgres ends what takes longer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.product.phone import is_replay, token_of
from tests.product.sockets import is_gone, worker_with_the_request
from tests.servers import Product, wait_until

from .postgres_limits import (
    frozen,
    held_keys,
    limits_of,
    locked,
    patient,
    seconds_until,
    seconds_until_unavailable,
    warnings_of,
)
from .postgres_promise import Request, assert_unavailable, converge
from .postgres_role import Role, role
from .windows import InTransaction, built

pytestmark = pytest.mark.product

ON_THE_CONNECTION = {
    "client_connection_check_interval": "500ms",
    "idle_in_transaction_session_timeout": "15s",
    "statement_timeout": "10s",
    "lock_timeout": "2s",
}
ON_THE_ROLE = {
    "client_connection_check_interval": "100ms",
    "idle_in_transaction_session_timeout": "1s",
    "statement_timeout": "3s",
    "lock_timeout": "500ms",
}


@pytest.fixture(scope="module")
def limited(postgres, demo_database) -> Iterator[Role]:
    demo_database("limited")
    with role(postgres, "limited") as limited:
        limited.set_limits(**ON_THE_ROLE)
        yield limited


@pytest.fixture(scope="module")
def database(limited) -> str:
    return limited.url


@pytest.fixture(scope="module")
def product(limited, product_valkey) -> Iterator[Product]:
    with Product(
        database_url=limited.url, redis_url=product_valkey.url, DATABASE_SESSION_SETTINGS="off"
    ) as product:
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def request_(phone, database, redis_now, key) -> Iterator[Request]:
    with built(database):
        yield Request(phone, database, redis_now, key)


class TestLimits:
    def test_are_set_on_each_connection(self, product, measured):
        assert limits_of(product, [*ON_THE_ROLE], DATABASE_SESSION_SETTINGS="on").strip() == str(
            ON_THE_CONNECTION
        )
        assert "W011" not in warnings_of(product, DATABASE_SESSION_SETTINGS="on")
        measured(", ".join(f"{name} {value}" for name, value in ON_THE_CONNECTION.items()))

    def test_are_those_of_the_role_where_the_product_sets_none(self, product):
        assert limits_of(product, [*ON_THE_ROLE]).strip() == str(ON_THE_ROLE)
        assert "W011" not in warnings_of(product)

    def test_are_missed_by_the_check_where_nobody_sets_them(self, product, limited, postgres):
        warnings = warnings_of(product, DATABASE_URL=postgres.url_of("limited"))
        assert [name for name in ON_THE_ROLE if f"Postgres' {name} is off" not in warnings] == []
        assert warnings.count("idempotency.W011") == len(ON_THE_ROLE)


class TestStatementTimeout:
    def test_ends_work_that_is_too_slow(self, request_, database, measured):
        with InTransaction(database).open():
            seconds = seconds_until_unavailable(request_.send)
            assert seconds < 8
            assert request_.left_nothing()
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"limit 3 s: 503 after {seconds:.1f} s, nothing kept; then 201 after {done}")


class TestLockTimeout:
    @pytest.mark.parametrize("table", ["finance_expense", "accounts_session"])
    def test_ends_the_wait_for_somebody_elses_lock(self, request_, limited, table, measured):
        """On the table of the request, and on the one that tells who asks."""
        with locked(limited.admin_url, table):
            seconds = seconds_until_unavailable(request_.send)
            assert seconds < 3
        assert request_.left_nothing()
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"limit 0.5 s: 503 after {seconds:.1f} s, nothing kept; then 201 after {done}")


class TestIdleInTransactionTimeout:
    def test_frees_the_key_of_a_frozen_worker(self, product, request_, database, measured):
        """The worker gets its statement's result, and does not go on."""
        window = InTransaction(database, seconds=0.5)
        with ThreadPoolExecutor(1) as pool, window.open():
            lost = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                window.shut()
                seconds = seconds_until(lambda: not held_keys(database))
                assert seconds < 5
                done = converge(patient(product, request_))
            assert_unavailable(lost.result())
        assert not is_replay(done.first)
        assert request_.converge().first.content == done.first.content
        measured(
            f"limit 1 s: key free after {seconds:.1f} s, the other worker answers 201, the thawed one 503"
        )


class TestClientConnectionCheck:
    def test_frees_the_key_of_a_killed_worker(self, product, request_, database, measured):
        window = InTransaction(database)
        with ThreadPoolExecutor(1) as pool, window.open():
            lost = pool.submit(request_.send)
            assert window.somebody_is_inside()
            killed = worker_with_the_request(product)
            product.kill_worker(killed)
            assert wait_until(lambda: is_gone(killed))
            seconds = seconds_until(lambda: not held_keys(database))
            assert isinstance(lost.exception(), httpx.TransportError)
        assert seconds < 2, "the statement's own limit is 3 s"
        assert wait_until(product.is_complete)
        done = request_.converge()
        assert not is_replay(done.first)
        measured(f"limit 0.1 s: key free {seconds:.2f} s after the kill; then 201 after {done}")
