"""pgbouncer in transaction mode: any server connection may serve any transaction."""

from collections.abc import Iterator
from itertools import product as combinations

import pytest

from tests.product.phone import CREATED, Phone, is_replay, outcome, token_of
from tests.servers import Postgres, Product
from tests.servers.pgbouncer import Pgbouncer
from tests.threads import at_once

pytestmark = pytest.mark.product

KEYS, TRIES = 60, 4
LIMITS = {
    "client_connection_check_interval": "500ms",
    "idle_in_transaction_session_timeout": "15s",
    "statement_timeout": "10s",
    "lock_timeout": "2s",
}
BEHIND_POOLER = {"DATABASE_SESSION_SETTINGS": "off", "DATABASE_PREPARE_THRESHOLD": "0"}


@pytest.fixture(scope="module")
def pgbouncer(postgres: Postgres, demo_database) -> Iterator[Pgbouncer]:
    url = demo_database("pooled")
    for name, value in LIMITS.items():
        postgres.ask(f"ALTER DATABASE pooled SET {name} = '{value}'")
    with Pgbouncer(url, pool=2) as pgbouncer:
        yield pgbouncer


@pytest.fixture(scope="module")
def product(pgbouncer, product_valkey) -> Iterator[Product]:
    with Product(database_url=pgbouncer.url, redis_url=product_valkey.url, **BEHIND_POOLER) as product:
        yield product


@pytest.fixture(scope="module")
def token(product) -> str:
    return token_of(product)


class TestPoolOfTwo:
    def test_serves_many_keys_sent_several_times_at_once(self, product, phone: Phone, redis_now, measured):
        keys = [f"pooled-{number}" for number, _ in combinations(range(KEYS), range(TRIES))]
        answers = at_once(len(keys), lambda number: phone.post(keys[number]))
        told = {outcome(answer) for answer in answers}
        assert told <= {CREATED, (409, "idempotency_in_progress"), (503, "database_unavailable")}
        for key in dict.fromkeys(keys):
            replay = phone.insist(key, while_told=(409, "idempotency_in_progress"))
            assert is_replay(replay)
        assert len(phone.expenses("Test expense")) == KEYS

    def test_has_the_limits_of_its_database(self, product):
        assert "W011" not in product.manage("check", "--database", "default")
