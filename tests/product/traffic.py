"""Requests that come at a steady rate, whatever becomes of the ones before."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from typing import Final

import httpx

from tests.examples import EXPENSE

from .phone import CREATED, Phone, is_replay, outcome

RATE: Final = 50
"""Requests a second."""
AT_ONCE: Final = 16


class Traffic:
    """In turn: two fresh keys, one of those given, and a retry of what was acknowledged.

    Each must be answered with 201, and a retry as the first time.
    """

    def __init__(self, phone: Phone, keys: Iterator[str]) -> None:
        self.first_answers: dict[str, httpx.Response] = {}
        self.seconds: list[float] = []
        self._phone, self._keys = phone, keys
        self._acknowledged: list[str] = []
        self._random = Random(1)

    def flow(self, over: threading.Event, look: Callable[[], object]) -> None:
        """Until it is over; looks at something with each request that is sent."""
        self.send("first")
        began, sent = time.monotonic(), list[Future[None]]()
        with ThreadPoolExecutor(AT_ONCE) as pool:
            while not over.wait(max(0.0, began + len(sent) / RATE - time.monotonic())):
                sent.append(pool.submit(self.send, self.key(len(sent))))
                look()
        for request in sent:
            request.result()

    def key(self, number: int) -> str:
        if number % 4 == 2:
            return next(self._keys)
        return self._random.choice(self._acknowledged) if number % 4 == 3 else f"fresh-{number}"

    def send(self, key: str) -> None:
        began = time.monotonic()
        answer = self._phone.post(key, EXPENSE | {"description": key})
        self.seconds.append(time.monotonic() - began)
        assert outcome(answer) == CREATED
        first = self.first_answers.setdefault(key, answer)
        assert answer.content == first.content
        assert is_replay(answer) == (answer is not first)
        self._acknowledged.append(key)
