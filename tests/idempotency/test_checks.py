from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection

from idempotency.checks import check_database, check_settings

MIDDLEWARE = "idempotency.middleware.IdempotencyMiddleware"
GZIP = "django.middleware.gzip.GZipMiddleware"


def found() -> list[str]:
    return [str(message.id).removeprefix("idempotency.") for message in check_settings(None)]


class TestCheck:
    def test_finds_nothing_wrong_with_the_product(self):
        assert found() == []

    def test_finds_the_middleware_missing(self, settings):
        settings.MIDDLEWARE = []
        assert found() == ["E001"]
        with pytest.raises(SystemCheckError, match=r"idempotency\.E001"):
            call_command("check")

    def test_finds_the_middleware_above_what_changes_answers(self, settings):
        settings.MIDDLEWARE = [MIDDLEWARE, GZIP]
        assert found() == ["E002"]
        settings.MIDDLEWARE = [GZIP, MIDDLEWARE]
        assert found() == []

    def test_finds_no_sealing_key_in_production(self, settings):
        settings.IDEMPOTENCY_SEALING_KEYS = []
        assert found() == ["E003"]
        settings.DEBUG = True
        assert found() == []

    @pytest.mark.parametrize("key", ["short", "é" * 44, "A" * 64])
    def test_finds_a_sealing_key_that_is_none(self, settings, key):
        settings.IDEMPOTENCY_SEALING_KEYS = [*settings.IDEMPOTENCY_SEALING_KEYS, key]
        assert found() == ["E004"]

    def test_finds_a_ttl_over_the_retention(self, settings):
        settings.IDEMPOTENCY_TTL = timedelta(days=31)
        assert found() == ["E005"]

    @pytest.mark.parametrize(
        "caches",
        [
            {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            {
                "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
                "other": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:1"},
            },
        ],
    )
    def test_finds_a_cache_that_is_not_redis(self, settings, caches):
        settings.CACHES = caches
        assert found() == ["E006"]

    def test_finds_the_cache_missing(self, settings):
        settings.IDEMPOTENCY_CACHE = "nowhere"
        assert found() == ["E006"]

    def test_finds_atomic_requests(self, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
        assert found() == ["E007"]

    def test_finds_a_database_that_cannot_keep_the_ledger(self, monkeypatch):
        monkeypatch.setattr(connection, "vendor", "mysql")
        assert found() == ["E008"]

    @pytest.mark.embedded
    def test_finds_sqlite_with_deferred_transactions(self, monkeypatch):
        monkeypatch.setitem(connection.settings_dict, "OPTIONS", {})
        assert found() == ["E009"]


@pytest.mark.servers
@pytest.mark.django_db
class TestDatabaseCheck:
    def found(self) -> list[str]:
        return [str(message.id).removeprefix("idempotency.") for message in check_database(None, ["default"])]

    def test_finds_nothing_wrong_with_the_product(self):
        assert self.found() == []

    def test_asks_only_the_database_it_was_told_to(self):
        assert check_database(None, []) == []

    def test_finds_another_isolation_level(self):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
        assert self.found() == ["E010"]

    def test_finds_limits_that_are_off(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SET LOCAL client_connection_check_interval = 0")
        assert self.found() == ["W011", "W011"]

    def test_finds_commits_that_do_not_wait_for_the_log(self):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
        assert self.found() == ["W013"]
