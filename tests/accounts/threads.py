from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(times: int, call: Callable[[int], Result], workers: int = 16) -> list[Result]:
    """Calls with 0, 1, 2 … from threads that start together, each with connections of its own."""
    workers = min(times, workers)
    start = Barrier(workers)

    def run(number: int) -> Result:
        if number < workers:
            start.wait(timeout=10)
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(times)))
