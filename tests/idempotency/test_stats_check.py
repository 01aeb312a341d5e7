"""What the stats warn of, and how they bear with a Redis that is slow."""

import io
from collections.abc import Iterator
from datetime import timedelta
from itertools import count as count_from

import pytest
import redis
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from idempotency import stats
from idempotency.models import LedgerEntry
from idempotency.outcomes import Outcome
from tests.servers import Valkey

from .stats_command import configured, count, figures, line, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def without_redis(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}


@pytest.mark.servers
class TestSlowRedis:
    def test_is_asked_again(self, post, monkeypatch):
        """Its answers are late, now and then."""
        post()
        numbers = count_from(0)
        for command in ("info", "scan", "memory_usage"):
            monkeypatch.setattr(redis.Redis, command, late(getattr(redis.Redis, command), numbers))
        told = stats.collect()
        assert (told.redis_connected, told.keys, told.keys_are) == (True, 1, "counted")
        assert told.bytes_per_key

    def test_that_stays_silent_is_not_connected(self, monkeypatch):
        def silence(*_, **__):
            raise redis.TimeoutError

        monkeypatch.setattr(redis.Redis, "info", silence)
        assert not stats.collect().redis_connected


def late(command, numbers: Iterator[int]):
    """The command, of which every other call gets no answer in time."""

    def called(*arguments, **options):
        if next(numbers) % 2 == 0:
            raise redis.TimeoutError
        return command(*arguments, **options)

    return called


class TestCheck:
    def test_is_content_where_nothing_is_the_matter(self, post):
        post()
        assert figures("--check")["warnings"] == []

    def test_leaves_no_key_behind(self, redis_client):
        said("--check")
        assert redis_client.keys() == []

    @pytest.mark.servers
    def test_fails_without_redis(self, without_redis):
        out = io.StringIO()
        with pytest.raises(CommandError, match="Warnings: 1"):
            said("--check", out=out)
        assert line(out.getvalue(), "State") == "does not answer: the ledger answers alone"
        assert "WARNING: Redis does not answer" in out.getvalue()

    @pytest.mark.servers
    def test_fails_on_a_redis_that_takes_no_writes(self, redis_client):
        """It still answers PING."""
        with configured(redis_client, "min-replicas-to-write", 1):
            told = stats.collect()
        assert (told.redis_connected, told.redis_writable) == (True, False)
        [warning] = told.warnings
        assert warning.startswith("Redis answers but takes no writes")

    @pytest.mark.servers
    def test_fails_where_memory_is_short(self, redis_client):
        used = redis_client.info()["used_memory"]
        with configured(redis_client, "maxmemory", used + 100_000):
            [warning] = stats.collect().warnings
        assert "of its memory" in warning

    @pytest.mark.servers
    def test_fails_where_connections_are_short(self, settings):
        with Valkey("--maxclients", "5") as valkey, valkey.client() as one, valkey.client() as two:
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": valkey.url}}
            with valkey.client() as three:
                for client in (one, two, three):
                    client.ping()
                [warning] = stats.collect().warnings
        assert "80% of its connections in use (4 of 5)" in warning

    def test_fails_where_nobody_prunes(self, post):
        post()
        LedgerEntry.objects.update(expires_at=timezone.now() - timedelta(days=1))
        assert stats.collect().ledger_expired == 1
        assert stats.collect().warnings == ()
        LedgerEntry.objects.update(expires_at=timezone.now() - timedelta(days=3))
        [warning] = stats.collect().warnings
        assert "run prune_idempotency_ledger daily" in warning

    def test_fails_where_requests_fail(self):
        count(Outcome.EXECUTED, 90, minutes=5)
        count(Outcome.FAILED, 10, minutes=5)
        count(Outcome.REDIS_ERROR, 20, minutes=5)
        assert stats.collect().warnings == (
            "10 of 100 requests failed in the last hour: the log says why.",
            "Redis failed 20 commands in the last hour: the log says why.",
        )

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_fails_where_a_check_of_the_database_warns(self, monkeypatch):
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 0")
            try:
                [warning] = stats.collect().warnings
            finally:
                cursor.execute("SET lock_timeout = '2s'")
        assert "lock_timeout is off" in warning
        assert "idempotency.W011" in warning
