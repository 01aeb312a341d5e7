"""Pruning the ledger while others use it."""

import threading

import psycopg
import pytest
from django.db import connection, transaction

from idempotency.attempts import Attempt
from idempotency.models import LedgerEntry
from tests.threads import at_once

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


class TestPruning:
    def test_neither_deletes_nor_awaits_an_entry_that_is_being_taken_over(self):
        make_expired(1)
        pruned: list[int] = []
        thread = threading.Thread(target=lambda: pruned.extend(at_once(1, lambda _: prune())))
        with transaction.atomic():
            assert LedgerEntry.objects.claim(attempt(0))
            thread.start()
            thread.join(20)
        assert pruned == [0]
        assert LedgerEntry.objects.count() == 1

    def test_loses_no_entry_that_is_taken_over_while_it_runs(self):
        make_expired(300)

        def prune_or_take_over(number: int) -> list[str]:
            if number < 2:
                list(LedgerEntry.objects.prune(batch_size=7))
                return []
            return [taken for key in range(number, 300, 2) if (taken := take_over(key))]

        taken = [key for keys in at_once(4, prune_or_take_over) for key in keys]
        assert sorted(LedgerEntry.objects.values_list("key", flat=True)) == sorted(taken)
        assert len(taken) == len(set(taken))

    def test_reads_little_of_what_it_deleted_again(self, postgres):
        """A backup is under way: its snapshot has the index lead to all that is deleted meanwhile."""
        fill_with_expired(3000)
        with psycopg.connect(postgres.url_of(connection.settings_dict["NAME"])) as backup:
            backup.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            backup.execute("SELECT 1 FROM idempotency_ledgerentry")
            before = entries_read()
            assert sum(LedgerEntry.objects.prune(batch_size=50)) == 3000
        assert entries_read() - before < 3 * 3000


FILL = """
INSERT INTO idempotency_ledgerentry
       (scope, key, fingerprint, user_id, method, path, status, location, created_at, expires_at)
SELECT '1', number, '', '1', 'POST', '/', 201, '', now(), now() - number * interval '1 minute'
  FROM generate_series(1, %s) AS number
"""
READ = """
SELECT sum(idx_tup_read) FROM pg_stat_user_indexes
 WHERE relname = 'idempotency_ledgerentry' AND indexrelname LIKE '%%expires_at%%'
"""


def fill_with_expired(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, [count])


def entries_read() -> int:
    """How many entries of the index by expiry were read so far."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(READ)
        return int(cursor.fetchone()[0])


def attempt(number: int) -> Attempt:
    return Attempt("1", f"key-{number}", b"f" * 32, "1", "POST", "/")


def make_expired(count: int) -> None:
    for number in range(count):
        LedgerEntry.objects.claim(attempt(number))
    LedgerEntry.objects.update(expires_at="2020-01-01T00:00Z")


def take_over(number: int) -> str | None:
    with transaction.atomic():
        return attempt(number).key if LedgerEntry.objects.claim(attempt(number)) else None


def prune() -> int:
    return sum(LedgerEntry.objects.prune(batch_size=100))
