"""Servers for nginx to have behind it, which note what reaches them and reply as they are told."""

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.servers.nginx import Nginx
from tests.servers.server import free_port

CONTENT = b'{"much": "%b"}' % (b"x" * 5000)

Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Upstream:
    port: int
    received: list[Message] = field(default_factory=list)
    """The headers of each request."""
    connections: set[tuple[str, int]] = field(default_factory=set)


def content(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    handler.wfile.write(CONTENT)


def hanging_up(handler: BaseHTTPRequestHandler) -> None:
    handler.close_connection = True


def silent(handler: BaseHTTPRequestHandler) -> None:
    """Until its client is gone."""
    handler.connection.recv(1)
    handler.close_connection = True


@contextmanager
def upstream(reply: Reply) -> Iterator[Upstream]:
    """Reads whole requests, and replies."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            seen.received.append(self.headers)
            seen.connections.add(self.client_address)
            reply(self)

        do_GET = do_POST  # noqa: N815 the name that its base looks for

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        seen = Upstream(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def fronted(
    *replies: Reply | None, changes: dict[str, str] | None = None
) -> Iterator[tuple[Nginx, list[Upstream]]]:
    """nginx in front of servers with these replies, and of places where nobody is."""
    with ExitStack() as stack:
        upstreams = [stack.enter_context(upstream(reply)) for reply in replies if reply]
        nobody = [free_port() for reply in replies if not reply]
        ports = [*nobody, *(upstream.port for upstream in upstreams)]
        yield stack.enter_context(Nginx(*ports, changes=changes)), upstreams


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[Nginx, Upstream]]:
    with fronted(content) as (nginx, [upstream]):
        yield nginx, upstream


@pytest.fixture
def nginx(both) -> Nginx:
    """In front of a server that is content with everything."""
    return both[0]


@pytest.fixture
def received(both) -> list[Message]:
    """The headers of what reaches that server in this test."""
    both[1].received.clear()
    return both[1].received
