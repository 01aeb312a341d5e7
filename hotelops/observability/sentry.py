"""Sentry is told where the program failed, and in which request; not with what.

What it is sent is made anew of a few things that are known to be harmless, instead of taking out what is not.
"""

from collections.abc import Iterable
from typing import Any, Final

import sentry_sdk
from django.conf import settings
from sentry_sdk.integrations import Integration
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.logging import LoggingIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from sentry_sdk.types import Event, Hint

from hotelops.api.request_ids import current_request_id
from hotelops.api.routes import method_of, route_of

HARMLESS: Final = (
    "environment",
    "event_id",
    "level",
    "logger",
    "platform",
    "release",
    "sdk",
    "server_name",
    "timestamp",
)
OF_FRAMES: Final = (
    "abs_path",
    "context_line",
    "filename",
    "function",
    "in_app",
    "lineno",
    "module",
    "post_context",
    "pre_context",
)
"""Places and lines of source; variables are none of them."""
STATUSES: Final = "django.request"
"""Says of each answer that is an error that it was one; of unhandled exceptions, too, what they were."""
OWN: Final = ("finance", "guestcheckin", "hotelops", "idempotency", "staff", "uploads")
"""Whose messages are known to hold no values."""


def start() -> None:
    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[*integrations()],
        before_send=scrubbed,
    )


def integrations() -> Iterable[Integration]:
    """Errors reach Sentry by the log, where every unhandled one of a request is."""
    yield LoggingIntegration(level=None)
    yield ThreadingIntegration()
    yield ExcepthookIntegration()
    yield DedupeIntegration()
    yield AtexitIntegration(callback=lambda pending, timeout: None)


def scrubbed(event: Event, hint: Hint) -> Event | None:
    given: dict[str, Any] = {**event}
    if given.get("logger") == STATUSES and "exception" not in given:
        return None
    kept: dict[str, Any] = {name: given[name] for name in HARMLESS if name in given}
    kept["tags"] = tags(hint)
    if "exception" in given:
        kept["exception"] = {"values": [failure(one) for one in given["exception"].get("values", ())]}
    if is_own(given.get("logger", "")) and "logentry" in given:
        kept["logentry"] = {"message": given["logentry"]["formatted"]}
    return kept  # type: ignore[return-value]


def tags(hint: Hint) -> dict[str, str]:
    request = getattr(hint.get("log_record"), "request", None)
    place = {"route": f"{method_of(request)} {route_of(request)}"} if request is not None else {}
    return {**place, **({"request_id": request_id} if (request_id := current_request_id()) else {})}


def failure(exception: dict[str, Any]) -> dict[str, Any]:
    """Its kind and its way through the program; the message may quote a row or what was sent."""
    frames = exception.get("stacktrace", {}).get("frames", ())
    places = [{name: frame[name] for name in OF_FRAMES if name in frame} for frame in frames]
    kind = {name: exception.get(name) for name in ("type", "module")}
    return {**kind, "value": "", "stacktrace": {"frames": places}}


def is_own(logger: str) -> bool:
    return logger == STATUSES or logger.partition(".")[0] in OWN
