"""A stranger who tries passwords on one address, all the time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.servers import wait_until

from .door import Door
from .register import Register

STRANGERS, LIMIT = 3, 10


@contextmanager
def siege(door: Door, register: Register, email: str) -> Iterator[None]:
    """Inside it, far more tries come in than the limit lets through."""
    over = threading.Event()

    def try_on() -> None:
        while not over.is_set():
            door.post("/auth/login", email=email, password="guess")

    strangers = [threading.Thread(target=try_on) for _ in range(STRANGERS)]
    for stranger in strangers:
        stranger.start()
    try:
        assert wait_until(lambda: tries_on(register, email) > 2 * LIMIT, seconds=60)
        yield
    finally:
        over.set()
        for stranger in strangers:
            stranger.join()


def tries_on(register: Register, email: str) -> int:
    [(count, _)] = register.strangers_tries(email) or [(0, None)]
    return int(count)
