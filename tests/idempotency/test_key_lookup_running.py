"""A request that runs while somebody asks what became of its key."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from idempotency.attempts import Attempt, lock_id
from idempotency.models import LedgerEntry, LedgerQuerySet
from tests.threads import at_once

pytestmark = pytest.mark.django_db


class TestRequestThatEndsMeanwhile:
    def test_is_done_if_it_was(self, post, phone, monkeypatch):
        """Between the look for its lock and the look into the ledger."""
        is_claimed = LedgerQuerySet.is_claimed

        def asked_too_early(*arguments: Any) -> bool:
            found = is_claimed(*arguments)
            post()
            return found

        monkeypatch.setattr(LedgerQuerySet, "is_claimed", asked_too_early)
        assert phone.get("/keys/key-1").json()["state"] == "done"


POSITIVE, NEGATIVE = "key-4", "key-1"
"""By the numbers of their locks."""


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
class TestClaim:
    """Its advisory lock, as Postgres shows it."""

    def test_is_seen_while_it_is_held(self, other_connection):
        assert lock_id("1", POSITIVE) > 0 > lock_id("1", NEGATIVE)
        for key in (POSITIVE, NEGATIVE):
            with transaction.atomic():
                assert claim(key)
                assert other_connection(is_claimed, key)
                assert not other_connection(is_claimed, f"{key}-other")
            assert not other_connection(is_claimed, key)

    def test_is_not_hindered_by_who_looks(self, other_connection):
        with transaction.atomic():
            assert not is_claimed("key-1")
            assert other_connection(claim_at_once, "key-1")

    def test_is_told_from_a_lock_with_its_number_in_another_database(self, postgres):
        with psycopg.connect(postgres.url_of("postgres")) as elsewhere:
            elsewhere.execute("SELECT pg_advisory_lock(%s)", [lock_id("1", POSITIVE)])
            assert not is_claimed(POSITIVE)

    def test_is_told_from_a_lock_with_two_numbers(self):
        halves = lock_id("1", POSITIVE).to_bytes(8, signed=True)
        high, low = (int.from_bytes(half, signed=True) for half in (halves[:4], halves[4:]))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s::int, %s::int)", [high, low])
            assert not is_claimed(POSITIVE)


@pytest.fixture
def other_connection() -> Callable[..., Any]:
    """Calls in a thread that has its own connection to the database."""
    return lambda call, *arguments: at_once(1, lambda _: call(*arguments))[0]


def is_claimed(key: str) -> bool:
    return LedgerEntry.objects.is_claimed("1", key)


def claim(key: str) -> int | None:
    return LedgerEntry.objects.claim(Attempt("1", key, b"f" * 32, "1", "POST", "/"))


def claim_at_once(key: str) -> int | None:
    with transaction.atomic():
        return claim(key)
