"""A network that harms the first attempt with each key, in the way that the key begins with: ``cut-6f1c``."""

import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self

import httpx

PATIENCE: Final = 60
RESET: Final = struct.pack("ii", 1, 0)  # with SO_LINGER, closing is a reset
CONNECTION: Final = ("connection", "keep-alive", "transfer-encoding", "host")
UNAVAILABLE: Final = b'{"code": "server_unavailable"}'


class Network(ThreadingHTTPServer):
    """An address on 127.0.0.1 in front of the product, and what passed it: by key."""

    daemon_threads = True

    def __init__(self, target: str, release: Callable[[str], None]) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.product = httpx.Client(base_url=target, trust_env=False, timeout=PATIENCE)
        self.release = release
        self.attempts: dict[str, list[float]] = defaultdict(list)
        self.done: dict[str, list[bytes]] = defaultdict(list)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.shutdown()
        self.server_close()
        self.product.close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Connection(BaseHTTPRequestHandler):
    server: Network
    protocol_version = "HTTP/1.1"
    timeout = PATIENCE

    def do_POST(self) -> None:
        self.key = self.headers["Idempotency-Key"]
        self.content = self.rfile.read(int(self.headers["Content-Length"]))
        attempts = self.server.attempts[self.key]
        attempts.append(time.monotonic())
        with suppress(ConnectionError):  # the client has left
            harm = FAULTS[self.key.partition("-")[0]] if len(attempts) == 1 else pass_on
            harm(self)

    def ask(self) -> httpx.Response:
        """The product's own answer, which a later one must be like."""
        headers = {name: value for name, value in self.headers.items() if name.lower() not in CONNECTION}
        answer = self.server.product.post(self.path, content=self.content, headers=headers)
        if answer.is_success:
            self.server.done[self.key].append(answer.content)
        return answer

    def give(self, answer: httpx.Response, *, bytes_of_it: int | None = None) -> None:
        self.send_response_only(answer.status_code)
        for name, value in answer.headers.items():
            if name not in CONNECTION:
                self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content[:bytes_of_it])

    def wait_until_the_client_leaves(self) -> None:
        self.close_connection = True
        self.rfile.read(1)

    def reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        for end in (self.rfile, self.wfile, self.connection):
            end.close()

    def log_message(self, *_: Any) -> None: ...


def pass_on(connection: Connection) -> None:
    connection.give(connection.ask())


def reset(connection: Connection) -> None:
    connection.ask()
    connection.reset()


def cut(connection: Connection) -> None:
    connection.give(connection.ask(), bytes_of_it=50)
    connection.close_connection = True


def stall(connection: Connection) -> None:
    cut(connection)
    connection.wait_until_the_client_leaves()


def hang(connection: Connection) -> None:
    connection.ask()
    connection.wait_until_the_client_leaves()


def unavailable(connection: Connection) -> None:
    headers = {"Retry-After": "1", "Content-Type": "application/problem+json"}
    connection.give(httpx.Response(503, headers=headers, content=UNAVAILABLE))


def held(connection: Connection) -> None:
    """Somebody else runs the request; when the client has been told so, that ends, and nothing was done."""
    pass_on(connection)
    connection.server.release(connection.key)


FAULTS: Final = {
    "reset": reset,
    "cut": cut,
    "stall": stall,
    "hang": hang,
    "unavailable": unavailable,
    "held": held,
    "reused": pass_on,
    "refused": pass_on,
}
