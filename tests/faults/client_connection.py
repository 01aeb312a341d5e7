"""One TCP connection of a client's, down to the way it ends."""

import fcntl
import socket
import struct
import termios
from collections.abc import Callable
from typing import Any, Self

from tests.product.wire import Answer, answers
from tests.servers import wait_until
from tests.servers.server import Server

SECONDS = 20
ELSEWHERE = "127.0.0.2"
"""Another address to come from."""


class Connection:
    def __init__(self, server: Server, source: str = "127.0.0.1") -> None:
        place = ("127.0.0.1", server.port)
        self._socket = socket.create_connection(place, timeout=SECONDS, source_address=(source, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: Any) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Returns when all of it has arrived on the other side."""
        self._socket.sendall(data)
        assert wait_until(lambda: not unsent_bytes(self._socket))

    def close(self) -> None:
        """With a FIN."""
        self._socket.close()

    def reset(self) -> None:
        """With a RST."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def stop_sending(self) -> None:
        self._socket.shutdown(socket.SHUT_WR)

    def receive(self, most: int = 65536) -> bytes:
        return self._socket.recv(most)

    def answers(self, most: int = 65536, begun: bytes = b"") -> list[Answer]:
        """All that come until the other side closes, read so many bytes at a time; some may have come."""
        return answers(begun + b"".join(iter(lambda: self.receive(most), b"")))


def ask(server: Server, request: bytes, source: str = "127.0.0.1") -> Answer:
    """The answer to the only request of its connection."""
    with Connection(server, source) as connection:
        connection.send(request)
        [answer] = connection.answers()
    return answer


def unsent_bytes(connection: socket.socket) -> int:
    size = fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4))
    return int.from_bytes(size, "little")


ENDINGS: dict[str, Callable[[Connection], None]] = {"FIN": Connection.close, "RST": Connection.reset}
