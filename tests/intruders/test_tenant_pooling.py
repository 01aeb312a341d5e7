"""Two organisations take turns on two server connections, which pgbouncer gives to whoever comes."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import httpx
import psycopg
import pytest

from tests.faults.test_pgbouncer import BEHIND_POOLER
from tests.product.phone import is_replay
from tests.servers import Product
from tests.servers.pgbouncer import Pgbouncer
from tests.threads import at_once

from .tenant_phones import READS, Tenant

pytestmark = [pytest.mark.servers, pytest.mark.product]

ROUNDS: Final = round(125 * float(os.environ.get("SOAK", "1")))
THREADS: Final = 4
POOL: Final = 2
FLUSHED_EVERY: Final = 20
STORED: Final = """
SELECT organisation_id, count(*) FROM (
    SELECT organisation_id FROM finance_expense
    UNION ALL SELECT organisation_id FROM finance_revenue
    UNION ALL SELECT organisation_id FROM guestcheckin_stay
    UNION ALL SELECT organisation_id FROM uploads_upload
) AS rows GROUP BY organisation_id ORDER BY organisation_id
"""
POOLED: Final = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid != pg_backend_pid()
"""


@pytest.fixture(scope="module")
def pooled_database(demo_database) -> str:
    return demo_database("taking_turns")


@pytest.fixture(scope="module")
def product(pooled_database, shared_valkey) -> Iterator[Product]:
    with (
        Pgbouncer(pooled_database, pool=POOL) as pgbouncer,
        Product(database_url=pgbouncer.url, redis_url=shared_valkey.url, **BEHIND_POOLER) as product,
    ):
        yield product


@pytest.fixture
def tenants(product) -> Iterator[tuple[Tenant, Tenant]]:
    one = Tenant.logged_in(product, "user@example.com", "Alpha Palace")
    other = Tenant.logged_in(product, "other@example.com", "Beta Lodge")
    yield one, other
    one.phone.client.close()
    other.phone.client.close()


class Turns:
    """Both organisations send the same requests, one after the other; nothing of one is told to the other."""

    def __init__(self, tenants: tuple[Tenant, Tenant], redis: Any) -> None:
        self.pairs = tenants, tenants[::-1]
        self.redis = redis
        self.cross_reads: list[str] = []
        self.recognised: Counter[str] = Counter()

    def round(self, number: int) -> None:
        """Eight requests: each writes, repeats that, reads a list and tries what the other has written."""
        for own, _ in self.pairs:
            own.created[str(number)] = first = own.write(number)
            assert (first.status_code, is_replay(first)) == (201, False)
        if number % FLUSHED_EVERY == 0:
            self.redis.flushall()
        for own, other in self.pairs:
            first, again = own.created[str(number)], own.write(number)
            assert is_replay(again)
            assert (again.content, again.headers["Location"]) == (first.content, first.headers["Location"])
            self.look_at(again, own, other)
        for own, other in self.pairs:
            listed = own.get(READS[number % len(READS)])
            assert listed.status_code == 200
            self.look_at(listed, own, other)
        for own, other in self.pairs:
            path = other.created[str(number)].headers["Location"]
            tried = own.get(path)
            assert tried.json()["code"] == "not_found"
            self.look_at(tried, own, other)

    def look_at(self, answer: httpx.Response, own: Tenant, other: Tenant) -> None:
        path = answer.request.url.path
        if any(sign in answer.content for sign in other.signs()):
            self.cross_reads.append(path)
        self.recognised[path] += any(sign in answer.content for sign in own.signs())


class TestTwoOrganisations:
    def test_never_read_each_others_rows(self, tenants, pooled_database, shared_valkey, measured):
        with shared_valkey.client() as redis:
            turns = Turns(tenants, redis)
            for tenant in tenants:
                tenant.clock_in()
            at_once(ROUNDS, turns.round, threads=THREADS)
        assert turns.cross_reads == []
        assert all(turns.recognised[path.partition("?")[0]] for path in READS)
        with psycopg.connect(pooled_database) as connection:
            assert connection.execute(STORED).fetchall() == [(1, ROUNDS), (2, ROUNDS)]
            (server_connections,) = connection.execute(POOLED).fetchone() or (0,)
        assert 0 < server_connections <= POOL
        statuses = tenants[0].statuses + tenants[1].statuses
        flushes = len(range(0, ROUNDS, FLUSHED_EVERY))
        measured(
            f"{statuses.total()} requests on {THREADS} threads, the same keys in both, {flushes} FLUSHALL: "
            f"0 cross reads; {dict(sorted(statuses.items()))}"
        )
