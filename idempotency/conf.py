"""The settings of the app, each with its default. They are read once, and anew when a test changes one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from rest_framework.request import Request


class Conf:
    @cached_property
    def cache(self) -> str:
        """Alias of the django-redis cache whose connection the replay cache uses."""
        return getattr(settings, "IDEMPOTENCY_CACHE", "default")

    @cached_property
    def scope(self) -> Callable[["Request"], str]:
        """Names whom a key belongs to; two scopes never meet. Default: the user."""
        path = getattr(settings, "IDEMPOTENCY_SCOPE", "idempotency.attempts.user_scope")
        return cast("Callable[[Request], str]", import_string(path))

    @cached_property
    def admin_url(self) -> Callable[[str], str | None]:
        """Finds the admin page of the row that a path or a Location is about. Default: there is none."""
        path = getattr(settings, "IDEMPOTENCY_ADMIN_URL", "idempotency.conf.nowhere")
        return cast("Callable[[str], str | None]", import_string(path))

    @cached_property
    def ttl(self) -> timedelta:
        """How long Redis keeps an answer."""
        return getattr(settings, "IDEMPOTENCY_TTL", timedelta(hours=24))

    @cached_property
    def ledger_retention(self) -> timedelta:
        """How long a key stays used, and so how late a retry may come."""
        return getattr(settings, "IDEMPOTENCY_LEDGER_RETENTION", timedelta(days=30))

    @cached_property
    def sealing_keys(self) -> Sequence[str]:
        """AES-256 keys in urlsafe base64: the first one seals, all of them open."""
        return getattr(settings, "IDEMPOTENCY_SEALING_KEYS", [])

    @cached_property
    def dictionaries(self) -> Mapping[int, bytes]:
        """Compression dictionaries by version, 0–255; the setting names import paths. The highest one seals.

        What was sealed with a version needs it to open, so add versions and never change one.
        """
        paths = getattr(settings, "IDEMPOTENCY_DICTIONARIES", {0: "idempotency.responses.NO_DICTIONARY"})
        return {version: import_string(path) for version, path in paths.items()}

    @cached_property
    def max_body_bytes(self) -> int:
        """Largest request body that is not multipart."""
        return settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 2_621_440

    @cached_property
    def max_multipart_bytes(self) -> int:
        """Largest multipart request body."""
        return getattr(settings, "IDEMPOTENCY_MAX_MULTIPART_BYTES", 50 * 1024 * 1024)

    @cached_property
    def breaker_failures(self) -> int:
        """After so many failures in a row this process leaves Redis alone …"""
        return getattr(settings, "IDEMPOTENCY_BREAKER_FAILURES", 3)

    @cached_property
    def breaker_pause(self) -> float:
        """… for so many seconds."""
        return getattr(settings, "IDEMPOTENCY_BREAKER_PAUSE", 2.0)


def nowhere(path: str) -> None:
    """The admin page of a row, where nobody knows one."""


conf = Conf()


def read_anew(**change: object) -> None:
    vars(conf).clear()


setting_changed.connect(read_anew)
