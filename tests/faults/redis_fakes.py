"""Servers that are no Redis, on the port of one."""

import pickle
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]
"""What it does with a client that has sent a command."""

DRIP = 0.05
"""Seconds between two bytes: less than the product waits for one."""


class Fake(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.clients: list[socket.socket] = []
        super().__init__(("127.0.0.1", port), Client)

    def hang_up(self) -> None:
        for client in self.clients:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)


class Client(socketserver.BaseRequestHandler):
    server: Fake

    def handle(self) -> None:
        """Any password will do."""
        self.server.clients.append(self.request)
        with suppress(OSError):  # the product has given up
            while command := self.request.recv(65536):
                if b"AUTH" in command:
                    self.request.sendall(b"+OK\r\n")
                else:
                    self.server.behaviour(self.request)


@contextmanager
def fake(port: int, behaviour: Behaviour) -> Iterator[None]:
    with Fake(port, behaviour) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        try:
            yield
        finally:
            server.shutdown()
            server.hang_up()


def answering(answer: bytes) -> Behaviour:
    return lambda client: client.sendall(answer)


def bulk(value: bytes) -> bytes:
    return b"$%d\r\n%s\r\n" % (len(value), value)


def dripping(client: socket.socket) -> None:
    """A value whose last byte would come after half a minute."""
    for byte in bulk(b"x" * 600):
        client.sendall(bytes([byte]))
        time.sleep(DRIP)


def endless(client: socket.socket) -> None:
    """A value of which there is always more."""
    client.sendall(b"$500000000\r\n")
    for _ in range(5000):
        client.sendall(b"x" * 10_000)
        time.sleep(DRIP / 10)


FAKES: dict[str, Behaviour] = {
    "answering like a web server": answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "answering garbage": answering(bulk(b"garbage" * 20)),
    "answering a pickle": answering(bulk(pickle.dumps({"status": 201}))),
    "dripping bytes": dripping,
    "never ending an answer": endless,
}
