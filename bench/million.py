"""A million rows and kept answers, made of one that the product made, by the servers themselves."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import redis

from .bodies import Body
from .site import Site

COUNT = 1_000_000 * int(os.environ.get("SOAK", "1"))
KEYS_AT_ONCE = 10_000
LEDGER = """
INSERT INTO idempotency_ledgerentry
    (scope, key, fingerprint, user_id, method, path, status, location, answer, created_at, expires_at)
SELECT scope, gen_random_uuid(), fingerprint, user_id, method, path, status, location, answer, created_at,
       expires_at - random() * interval '29 days'
  FROM (SELECT * FROM idempotency_ledgerentry LIMIT 1), generate_series(1, %s)
"""
EXPENSES = """
INSERT INTO finance_expense
    (organisation_id, created_by_id, created_at, property_id, amount_cents, currency, description,
     occurred_at, payment_mode, payment_reference, void_reason, category, vendor)
SELECT organisation_id, created_by_id, created_at, property_id, 1 + random() * 1e6, currency, description,
       created_at - random() * interval '365 days', (ARRAY['cash', 'upi', 'card', 'cheque'])[1 + number %% 4],
       payment_reference, void_reason, (ARRAY['maintenance', 'rent', 'taxes'])[1 + number %% 3], vendor
  FROM (SELECT * FROM finance_expense LIMIT 1), generate_series(1, %s) number
"""
ANSWERS = """
for number = ARGV[1], ARGV[1] + ARGV[2] - 1 do
    local uuid = string.format('%08x-0000-4000-8000-%012x', number, number)
    redis.call('SET', KEYS[1] .. uuid, ARGV[3], 'EX', 86400)
end
"""


@contextmanager
def filled(site: Site, expense: Body) -> Iterator[None]:
    """It stays so."""
    if site.valkey.client().dbsize() < COUNT:
        site.post("/v1/finance/expenses", expense).answer().raise_for_status()
        fill_database(site.database_url)
        fill_redis(site.valkey.client())
    yield


@contextmanager
def emptied(site: Site, other: Site, expense: Body) -> Iterator[None]:
    """One site has nothing, the other one all."""
    with filled(other, expense):
        with psycopg.connect(site.database_url, autocommit=True) as connection:
            connection.execute("TRUNCATE idempotency_ledgerentry, finance_expense")
        site.valkey.client().flushall()
        yield


def fill_database(url: str) -> None:
    """What looks foreign keys up is off meanwhile: copies of a row point to what that points to."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in (LEDGER, EXPENSES):
            connection.execute(statement, [COUNT])
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def fill_redis(client: redis.Redis) -> None:
    [name] = client.scan_iter("idempotency:*")
    answer: Any = client.get(name)
    copy_answer(client, answer, COUNT)


def copy_answer(client: redis.Redis, answer: bytes, count: int) -> None:
    """Under keys as long as those of organisation 1 with a UUID each."""
    for begin in range(0, count, KEYS_AT_ONCE):
        client.eval(ANSWERS, 1, "idempotency:1:", begin, min(KEYS_AT_ONCE, count - begin), answer)
