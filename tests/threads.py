from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")


def at_once(count: int, call: Callable[[int], Result], threads: int | None = None) -> list[Result]:
    """Calls with 0, 1, … from as many threads, or fewer, that start together; results are in that order."""
    threads = threads or count
    barrier = Barrier(threads, timeout=30)

    def run(number: int) -> Result:
        if number < threads:
            barrier.wait()
        try:
            return call(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(count)))
