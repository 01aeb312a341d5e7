"""When Redis is left alone: a process asks it nothing for a while after some failures in a row."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.dispatch import Signal

from .conf import conf

breaker_moved = Signal()
"""Sent with ``is_open`` when a process begins to leave Redis alone, and when it no longer does."""


class CircuitBreaker:
    """Leaves Redis alone for a while after some failures in a row, then lets one probe through."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failures = 0
        self._probe_at = 0.0

    def allows(self) -> bool:
        if not self.is_open:
            return True
        with self._lock:
            if time.monotonic() < self._probe_at:
                return False
            self._probe_at = time.monotonic() + conf.breaker_pause
            return True

    @property
    def is_open(self) -> bool:
        """Whether Redis is left alone, but for the probes."""
        return self._failures >= conf.breaker_failures

    def succeeded(self) -> None:
        if self._failures:
            with self._moving():
                self._failures = 0

    def failed(self) -> None:
        with self._moving():
            self._failures += 1
            self._probe_at = time.monotonic() + conf.breaker_pause

    @contextmanager
    def _moving(self) -> Iterator[None]:
        with self._lock:
            was_open = self.is_open
            yield
            is_open = self.is_open
        if is_open != was_open:
            breaker_moved.send_robust(sender=CircuitBreaker, is_open=is_open)
