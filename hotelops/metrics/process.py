"""What a worker says of itself: its outcomes and breaker as they happen, memory and pool now and then."""

import os
import time
from pathlib import Path
from typing import Any, Final

from django.core.signals import request_finished
from django.db import connection

from idempotency.outcomes import Outcome, counted
from idempotency.replay_cache import breaker, breaker_moved

from .measures import Measures

LOOK_EVERY: Final = 1.0
"""Seconds, at the end of a request: between requests nothing changes."""
STATM: Final = Path("/proc/self/statm")
"""Of Linux: elsewhere memory is not known."""


class Process:
    """Holds the receivers of signals, which keep it alive."""

    def __init__(self, measures: Measures) -> None:
        self.measures = measures
        self.looks_again_at = 0.0

    def begin(self) -> None:
        counted.connect(self.count, dispatch_uid=__name__)
        breaker_moved.connect(self.move_breaker, dispatch_uid=__name__)
        request_finished.connect(self.look, dispatch_uid=__name__)
        self.measures.workers.set(1)
        self.measures.breaker.set(breaker.is_open)
        self.look()

    def count(self, outcome: Outcome, **kwargs: Any) -> None:
        self.measures.outcomes.labels(outcome.value).inc()

    def move_breaker(self, is_open: bool, **kwargs: Any) -> None:
        self.measures.breaker.set(is_open)

    def look(self, **kwargs: Any) -> None:
        now = time.monotonic()
        if now >= self.looks_again_at:
            self.looks_again_at = now + LOOK_EVERY
            self.look_at_memory()
            self.look_at_pool()

    def look_at_memory(self) -> None:
        if STATM.exists():
            resident = int(STATM.read_text().split()[1])
            self.measures.memory.set(resident * os.sysconf("SC_PAGE_SIZE"))

    def look_at_pool(self) -> None:
        """Makes none: a process that has not yet asked the database has no pool."""
        if pool := getattr(connection, "_connection_pools", {}).get(connection.alias):
            stats = pool.get_stats()
            idle = stats.get("pool_available", 0)
            self.measures.connections.labels("idle").set(idle)
            self.measures.connections.labels("used").set(stats.get("pool_size", 0) - idle)
            self.measures.waiting.set(stats.get("requests_waiting", 0))
