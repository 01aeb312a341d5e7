"""Says at start what would break the promise at run time."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import InvalidCacheBackendError
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection
from django_redis.cache import RedisCache

from .conf import conf
from .incarnation import incarnation
from .keys import decoded_key

MIDDLEWARE = "idempotency.middleware.IdempotencyMiddleware"
STANDS_ABOVE = (
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.cache.UpdateCacheMiddleware",
)
SESSION_LIMITS = (
    "client_connection_check_interval",
    "idle_in_transaction_session_timeout",
    "statement_timeout",
    "lock_timeout",
)


@register()
def check_settings(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    return [*_middleware(), *_sealing_keys(), *_lifetimes(), *_cache(), *_database()]


def _middleware() -> Iterator[CheckMessage]:
    if MIDDLEWARE not in settings.MIDDLEWARE:
        yield Error(f"{MIDDLEWARE} is not in MIDDLEWARE.", id="idempotency.E001")
        return
    above = settings.MIDDLEWARE[: settings.MIDDLEWARE.index(MIDDLEWARE)]
    for name in STANDS_ABOVE:
        if name in settings.MIDDLEWARE and name not in above:
            yield Error(
                f"{MIDDLEWARE} must stand below {name}.",
                hint="A replay is the first answer, byte for byte; what changes answers works on both alike.",
                id="idempotency.E002",
            )


def _sealing_keys() -> Iterator[CheckMessage]:
    if not conf.sealing_keys and not settings.DEBUG:
        yield Error(
            "IDEMPOTENCY_SEALING_KEYS is empty.",
            hint="Set it to a list of 32 random bytes each in urlsafe base64; the first one seals.",
            id="idempotency.E003",
        )
    for number, key in enumerate(conf.sealing_keys, start=1):
        try:
            decoded_key(key)
        except ValueError:
            yield Error(
                f"Sealing key {number} of {len(conf.sealing_keys)} is not 32 bytes in urlsafe base64.",
                id="idempotency.E004",
            )


def _lifetimes() -> Iterator[CheckMessage]:
    if conf.ttl > conf.ledger_retention:
        yield Error(
            "IDEMPOTENCY_TTL is longer than IDEMPOTENCY_LEDGER_RETENTION.",
            hint="Redis must forget a key before the ledger does.",
            id="idempotency.E005",
        )


def _cache() -> Iterator[CheckMessage]:
    try:
        cache = caches[conf.cache]
    except InvalidCacheBackendError:
        cache = None
    if not isinstance(cache, RedisCache):
        yield Error(
            f"The cache {conf.cache!r} is missing or not a django-redis cache.",
            hint="Name a cache with BACKEND django_redis.cache.RedisCache in IDEMPOTENCY_CACHE.",
            id="idempotency.E006",
        )


def _database() -> Iterator[CheckMessage]:
    if connection.settings_dict["ATOMIC_REQUESTS"]:
        yield Error(
            "ATOMIC_REQUESTS is on: a view's work would be committed apart from its ledger entry.",
            hint="Switch it off; the mixin opens the transaction.",
            id="idempotency.E007",
        )
    if connection.vendor not in ("postgresql", "sqlite"):
        yield Error(f"The ledger needs Postgres or SQLite, not {connection.vendor}.", id="idempotency.E008")
    options = connection.settings_dict["OPTIONS"]
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        yield Error(
            'SQLite needs OPTIONS["transaction_mode"] = "IMMEDIATE", or two requests run with one key.',
            id="idempotency.E009",
        )


@register(Tags.database)
def check_database(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Asks the server itself; runs with ``check --database default`` and before ``migrate``."""
    if connection.alias not in (databases or ()) or connection.vendor != "postgresql":
        return []
    return [*_isolation(), *_session_limits(), *_incarnation(), *_durability()]


def _isolation() -> Iterator[CheckMessage]:
    if _shown("transaction_isolation") != "read committed":
        yield Error("The claim needs the isolation level READ COMMITTED.", id="idempotency.E010")


def _session_limits() -> Iterator[CheckMessage]:
    for name in SESSION_LIMITS:
        if _shown(name) == "0":
            yield Warning(
                f"Postgres' {name} is off, so a lost worker or a stuck statement can hold a key for long.",
                hint=f"ALTER ROLE … SET {name} = …; docs/configuration.md names the values.",
                id="idempotency.W011",
            )


def _incarnation() -> Iterator[CheckMessage]:
    if not incarnation():
        yield Warning(
            "Postgres does not tell its system identifier and timeline, so Redis is not used.",
            hint="GRANT EXECUTE ON FUNCTION pg_control_system, pg_current_wal_lsn, pg_walfile_name TO …;",
            id="idempotency.W012",
        )


def _durability() -> Iterator[CheckMessage]:
    if _shown("synchronous_commit") == "off":
        yield Warning(
            "Postgres' synchronous_commit is off, so a crash takes acknowledged requests along.",
            hint="ALTER ROLE … SET synchronous_commit = on, or local, or more than that with a standby.",
            id="idempotency.W013",
        )


def _shown(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s)", [name])
        return str(cursor.fetchone()[0])
