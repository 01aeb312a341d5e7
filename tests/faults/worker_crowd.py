"""Requests that are on the wire as a whole, and answers to them that are read later."""

import socket
import time
from dataclasses import dataclass
from typing import Final

from tests.examples import EXPENSE
from tests.product.phone import Phone, as_bytes
from tests.product.wire import Answer, answers
from tests.servers import Product

PATIENCE: Final = 60


@dataclass(frozen=True)
class Timed:
    answer: Answer
    seconds: float


class Sent:
    """An expense, posted over a connection of its own; its description is its key."""

    def __init__(self, product: Product, phone: Phone, key: str) -> None:
        body = as_bytes(EXPENSE | {"description": key})
        head = phone.raw(f"Content-Length: {len(body)}", "Connection: close", key=key)
        self._began = time.monotonic()
        self._connection = socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE)
        self._connection.sendall(head + body)

    def answered(self) -> Timed:
        with self._connection:
            received = b"".join(iter(lambda: self._connection.recv(65536), b""))
        [answer] = answers(received)
        return Timed(answer, time.monotonic() - self._began)
