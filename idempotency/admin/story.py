"""What became of one request: what it made, who sent it, and what a retry gets now."""

from datetime import timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from redis.exceptions import RedisError

from idempotency.attempts import redis_key
from idempotency.conf import conf
from idempotency.models import LedgerEntry
from idempotency.replay_cache import TOMBSTONE, connected

NO_TTL, NOT_THERE = -1, -2


def in_redis(entry: LedgerEntry) -> str:
    """Whether Redis serves the next retry, and for how long."""
    name = redis_key(entry.scope, entry.key)
    try:
        with connected() as redis:
            seconds, size = int(redis.ttl(name)), int(redis.strlen(name))
            begins = redis.getrange(name, 0, len(TOMBSTONE))
    except RedisError as error:
        return f"Redis does not tell ({type(error).__name__}). The ledger serves retries."
    if seconds == NOT_THERE:
        return "No. The ledger serves the next retry, and Redis has it again afterwards."
    lasts = "without an end" if seconds == NO_TTL else f"for another {timedelta(seconds=seconds)}"
    if begins == TOMBSTONE:
        return f"Erased, and kept empty {lasts}."
    return f"Yes, {size:,} bytes, {lasts}."


def in_ledger(entry: LedgerEntry, *, is_sealed_there: bool, is_expired: bool) -> str:
    if is_expired:
        return "Expired: a request with this key would run."
    if not is_sealed_there:
        return "Erased: a retry is told that what it asks for is gone."
    return "Yes: every retry gets what the first request got."


def made(entry: LedgerEntry) -> str:
    """The row that the request made or changed, with a link to its page where there is one."""
    for path in filter(None, (entry.location, entry.path)):
        if url := conf.admin_url(path):
            return format_html('<a href="{}">{}</a>', url, path)
    return entry.location or entry.path


def sender(entry: LedgerEntry, site: AdminSite) -> str:
    """The user, with a link to their page where there is one."""
    users = get_user_model()
    user = user_with_id(users, entry.user_id)
    if user is None:
        return entry.user_id
    if not site.is_registered(users):
        return f"{user} ({entry.user_id})"
    name = f"{site.name}:{users._meta.app_label}_{users._meta.model_name}_change"
    return format_html('<a href="{}">{}</a> ({})', reverse(name, args=[user.pk]), user, entry.user_id)


def user_with_id(users: Any, user_id: str) -> Any:
    try:
        return users._default_manager.filter(pk=user_id).first()
    except (ValidationError, ValueError):
        return None
