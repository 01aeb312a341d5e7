"""What one answer takes, in Redis and in the ledger: a standard expense, among many of its like."""

import os
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import clear_url_caches

from finance.models import Expense
from hotelops.accounts.models import Property, User
from idempotency.models import LedgerEntry
from idempotency.stats import collect, plan
from tests.examples import EXPENSE

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]

ANSWERS = round(20_000 * float(os.environ.get("SOAK", "1")))
AT_ONCE = 5000
MANY_LIKE_IT = """
DO $$
DECLARE
    model idempotency_ledgerentry; fresh bigint;
BEGIN
    SELECT * INTO model FROM idempotency_ledgerentry;
    FOR number IN 1..{answers} LOOP
        INSERT INTO idempotency_ledgerentry
            (scope, key, fingerprint, user_id, method, path, status, location, answer, created_at, expires_at)
        VALUES (number % 500, gen_random_uuid(), model.fingerprint, model.user_id, model.method, model.path,
                0, '', NULL, clock_timestamp(), clock_timestamp() + interval '30 days')
        RETURNING id INTO fresh;
        UPDATE idempotency_ledgerentry
           SET status = model.status, location = model.location, answer = model.answer WHERE id = fresh;
        COMMIT;
    END LOOP;
END $$
"""
"""Claims and completes, each in a transaction of its own, as requests do."""


@pytest.fixture
def grown(transactional_db):
    """Ids have seven digits, as after a million expenses: a few bytes decide how many entries fit a page."""
    with connection.cursor() as cursor:
        for model in (Expense, Property, User):
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), 1000000)", [model._meta.db_table])


@pytest.fixture
def expense(settings, grown, own):
    """One was posted, with a UUID for its key."""
    settings.ROOT_URLCONF = "hotelops.urls"
    clear_url_caches()
    key = str(uuid4())
    answer = own.client.post(
        "/v1/finance/expenses", EXPENSE | {"propertyId": own.property.pk}, headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 201
    return key


class TestAnswer:
    def test_in_redis_takes(self, expense, redis_client, measured):
        [name] = redis_client.keys("idempotency:*")
        kept = redis_client.get(name)
        before, keys = redis_client.info()["used_memory"], redis_client.dbsize()
        for _ in range(ANSWERS // AT_ONCE):
            with redis_client.pipeline(transaction=False) as pipeline:
                for number in range(AT_ONCE):
                    pipeline.set(f"idempotency:{number % 500}:{uuid4()}", kept, ex=86400)
                pipeline.execute()
        taken = (redis_client.info()["used_memory"] - before) / (redis_client.dbsize() - keys)
        told = collect().bytes_per_key
        assert taken * 0.97 < told < taken * 1.12, "a little more, rather than less"
        assert told == pytest.approx(plan.BYTES_PER_KEY, rel=0.1)
        measured(
            f"{taken:.0f} bytes of used_memory a key, of which {len(kept)} are the value;"
            f" idempotency_stats says {told}"
        )

    def test_in_the_ledger_takes(self, expense, measured):
        with connection.cursor() as cursor:
            cursor.execute(MANY_LIKE_IT.format(answers=ANSWERS))
            cursor.execute("SELECT pg_indexes_size('idempotency_ledgerentry')")
            indexes = cursor.fetchone()[0]
        entries = LedgerEntry.objects.count()
        each = (collect().ledger_bytes or 0) / entries
        assert each == pytest.approx(plan.BYTES_PER_ENTRY, rel=0.1)
        measured(f"{each:.0f} bytes an entry on disk, of which {indexes / entries:.0f} are its indexes")
