"""Somebody else, who uses the product all the time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx

from tests.examples import REVENUE
from tests.servers import wait_until

from .phone import REVENUES, Phone


@dataclass(frozen=True)
class Visit:
    """One request, over a connection of its own; without a status, the connection broke."""

    began: float
    ended: float
    status: int | None


@contextmanager
def visiting(phone: Phone) -> Iterator[list[Visit]]:
    """The visits so far, of two threads that post one revenue after another."""
    visits: list[Visit] = []
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            began, status = time.monotonic(), None
            try:
                status = phone.post(str(uuid4()), REVENUE, REVENUES).status_code
            except httpx.TransportError:
                status = None
            visits.append(Visit(began, time.monotonic(), status))

    threads = [threading.Thread(target=visit) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        assert wait_until(lambda: len(visits) > 5)
        yield visits
    finally:
        over.set()
        for thread in threads:
            thread.join()
