"""One log line a request: what was asked for, by whom, and what became of it; nothing that was sent."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac
from django.utils.functional import LazyObject

from idempotency.exceptions import IdempotencyError

from .routes import method_of, route_of

QUIET: Final = frozenset({"/health/live", "/health/ready", "/metrics"})
"""Asked every few seconds by machines: logged at DEBUG."""
HASH_DIGITS: Final = 16

logger = logging.getLogger(__name__)


class AccessLog:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        asked = {"method": method_of(request), "route": route_of(request), "status": response.status_code}
        level = logging.DEBUG if asked["route"] in QUIET else logging.INFO
        if logger.isEnabledFor(level):
            facts = {**asked, "milliseconds": milliseconds_since(began), **facts_of(request, response)}
            logger.log(level, "%s %s %d", *asked.values(), extra={"facts": facts})
        return response


def facts_of(request: HttpRequest, response: HttpResponseBase) -> dict[str, Any]:
    user = known_user(request)
    facts = {
        "userId": getattr(user, "pk", None),
        "organisationId": getattr(user, "organisation_id", None),
        "keyHash": hash_of_key(request),
        "replayed": "Idempotent-Replayed" in response.headers or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def known_user(request: HttpRequest) -> Any:
    """Whom the request was found to be from; nobody is looked up for the log's sake."""
    user = getattr(request, "user", None)
    return getattr(request, "_cached_user", None) if isinstance(user, LazyObject) else user


def hash_of_key(request: Any) -> str | None:
    """None without a well-formed key, and where the request did not get as far as that."""
    if "Idempotency-Key" not in request.headers or not hasattr(request, "idempotency"):
        return None
    try:
        return key_hash(request.idempotency.key)
    except IdempotencyError:
        return None


def key_hash(key: str) -> str:
    """The name of a key in the log: a key may be guessed, and a client may have made it of a phone number."""
    return salted_hmac("hotelops.api.access", key, algorithm="sha256").hexdigest()[:HASH_DIGITS]


def milliseconds_since(began: float) -> float:
    return round((time.perf_counter() - began) * 1000, 1)
