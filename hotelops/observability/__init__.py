"""Errors to Sentry, traces to OpenTelemetry, each where its variable is set; no values leave with them."""

from importlib import import_module
from typing import Final

from django.conf import settings

LOCK: Final = "requirements-observability.txt"


def start() -> None:
    """Ends the process where something is asked for that is not installed."""
    if settings.SENTRY_DSN:
        start_module("sentry", "SENTRY_DSN")
    if settings.OTEL_EXPORTER_OTLP_ENDPOINT:
        start_module("traces", "OTEL_EXPORTER_OTLP_ENDPOINT")


def start_module(name: str, variable: str) -> None:
    try:
        module = import_module(f"{__name__}.{name}")
    except ImportError as missing:
        raise SystemExit(f"{variable} is set, but {missing.name} is missing: install {LOCK}.") from None
    module.start()
