"""Spans of requests, statements and commands: how long each took, with no value in it."""

import os
from collections.abc import Sequence
from multiprocessing.util import Finalize
from typing import Any, Final

from django.conf import settings
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.django import DjangoInstrumentor
from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor
from opentelemetry.instrumentation.redis import RedisInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Span
from opentelemetry.trace.status import Status

from hotelops.api.request_ids import current_request_id
from hotelops.api.routes import method_of, route_of

HARMLESS: Final = frozenset(
    {
        "db.name",
        "db.operation",
        "db.redis.args_length",
        "db.redis.pipeline_length",
        "db.system",
        "http.method",
        "http.route",
        "http.status_code",
        "request.id",
    }
)
STATEMENT: Final = "db.statement"
ABOVE: Final = "django.middleware.common.CommonMiddleware"
"""Refuses odd hosts, before a span could be named after one."""


class Scrubbed(SpanExporter):
    """Sends spans made anew: with a few attributes, without events, which quote errors."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([scrubbed(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def start() -> None:
    os.environ.setdefault("OTEL_SERVICE_NAME", "hotelops")
    endpoint = f"{settings.OTEL_EXPORTER_OTLP_ENDPOINT.rstrip('/')}/v1/traces"
    provider = TracerProvider()
    provider.add_span_processor(BatchSpanProcessor(Scrubbed(OTLPSpanExporter(endpoint=endpoint))))
    trace.set_tracer_provider(provider)
    Finalize(None, provider.shutdown, exitpriority=1)  # workers are forked, and run no `atexit`
    position = settings.MIDDLEWARE.index(ABOVE) + 1
    DjangoInstrumentor().instrument(middleware_position=position, response_hook=name_request)
    PsycopgInstrumentor().instrument()
    RedisInstrumentor().instrument()


def name_request(span: Span, request: Any, response: Any) -> None:
    """Only now the route is known."""
    method, route = method_of(request), route_of(request)
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.method": method, "http.route": route, "request.id": current_request_id()})


def scrubbed(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=harmless(span),
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def harmless(span: ReadableSpan) -> dict[str, Any]:
    """Statements have placeholders where values go; one with a quoted text is not sent, nor any of Redis'."""
    given = span.attributes or {}
    kept = {name: value for name, value in given.items() if name in HARMLESS}
    statement = str(given.get(STATEMENT, ""))
    if given.get("db.system") == "postgresql" and "'" not in statement:
        kept[STATEMENT] = statement
    return kept
