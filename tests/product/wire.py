"""HTTP/1.1 by hand, for what no client library would send."""

import json
import re
import socket
from dataclasses import dataclass
from typing import Any

from tests.servers.server import Server

SECONDS = 5


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def outcome(self) -> tuple[int, str]:
        return self.status, "" if self.status < 400 else self.json()["code"]

    def json(self) -> Any:
        return json.loads(self.body)


def exchange(product: Server, *parts: bytes, end_sending: bool = False) -> list[Answer]:
    """Sends the parts over one connection and gives all answers that come before it is closed.

    Raises TimeoutError when the product neither answers nor closes: end the last part's request with
    `Connection: close`, or end sending.
    """
    with socket.create_connection(("127.0.0.1", product.port), timeout=SECONDS) as connection:
        received = b""
        try:
            for part in parts:
                connection.sendall(part)
            if end_sending:
                connection.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError):
            received = b""  # answered before it was read to its end
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except ConnectionResetError:
            return answers(received)
    return answers(received)


def answers(received: bytes) -> list[Answer]:
    found = []
    while received:
        head, _, rest = received.partition(b"\r\n\r\n")
        status_line, *lines = head.decode().split("\r\n")
        headers = dict(re.split(r":\s*", line.lower(), maxsplit=1) for line in lines)
        length = int(headers.get("content-length", 0))
        found.append(Answer(int(status_line.split()[1]), headers, rest[:length]))
        received = rest[length:]
    return found
