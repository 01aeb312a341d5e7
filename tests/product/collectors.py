"""What errors and traces are sent to: a Sentry and an OpenTelemetry collector of the tests' own."""

import gzip
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


class Collector:
    """Takes in whatever is posted, on 127.0.0.1."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, bytes]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    def everything(self) -> bytes:
        return b"\n".join(content for _, content in self.posted)

    def events(self) -> list[dict[str, Any]]:
        """Those of Sentry's envelopes, which have a line before each item and one before all."""
        lines = [line for path, body in self.posted if "envelope" in path for line in body.splitlines()]
        items = [json.loads(line) for line in lines if line.startswith(b"{")]
        return [item for item in items if "platform" in item]

    def spans(self) -> list[dict[str, Any]]:
        """Each with its name and trace, and its attributes by name."""
        requests = [
            ExportTraceServiceRequest.FromString(body) for path, body in self.posted if "traces" in path
        ]
        return [
            {"name": span.name, "trace": span.trace_id, "events": len(span.events)}
            | {one.key: one.value.string_value for one in span.attributes}
            for request in requests
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        posted = self.posted

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                is_packed = self.headers.get("Content-Encoding") == "gzip"
                posted.append((self.path, gzip.decompress(body) if is_packed else body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Not into the output of the tests."""

        return Handler
