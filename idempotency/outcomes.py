"""What becomes of requests, counted: in this process at once, in the database by the minute and for all.

A request pays for it with a lock and an addition. A thread of each worker writes what was counted.
"""

import logging
import threading
import time
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from django.db import connection
from django.dispatch import Signal

from .models import OutcomeCount

logger = logging.getLogger(__name__)

WRITE_EVERY: Final = 10.0
"""Seconds; so much is lost where a process is killed."""
COUNTS_AT_ONCE: Final = 500


class Outcome(StrEnum):
    EXECUTED = "executed"
    """It ran, and its answer is kept."""
    REPLAYED = "replayed"
    """It was answered by a kept answer, from Redis or the ledger."""
    FELL_BACK = "fell_back"
    """Of the replays: those that the ledger gave, Redis having none or being away."""
    IN_PROGRESS = "in_progress"
    REUSED = "reused"
    GONE = "gone"
    REFUSED = "refused"
    """The view refused: everything was rolled back, the key is free."""
    FAILED = "failed"
    """A 5xx: everything was rolled back, the key is free."""
    REDIS_ERROR = "redis_error"
    """A command of a request that Redis failed."""


Counts = Counter[tuple[datetime, str]]
"""By minute and outcome."""

counted = Signal()
"""Sent with ``outcome`` once for each, in the request: receivers must be quick."""


class Tally:
    """What this process has counted and not yet written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counts = Counter()

    def add(self, outcome: Outcome) -> None:
        minute = datetime.fromtimestamp(time.time() // 60 * 60, UTC)
        with self._lock:
            self._counts[minute, outcome.value] += 1

    def take(self) -> Counts:
        """The oldest counts, up to a bound, which it then has no more."""
        with self._lock:
            oldest = sorted(self._counts)[:COUNTS_AT_ONCE]
            return Counter({name: self._counts.pop(name) for name in oldest})

    def give_back(self, counts: Counts) -> None:
        with self._lock:
            self._counts += counts


tally = Tally()


def count(outcome: Outcome) -> None:
    tally.add(outcome)
    counted.send_robust(sender=Outcome, outcome=outcome)


def count_answer(outcome: Outcome | None, status: int) -> None:
    """What the mixin says of an attempt; only the answer tells what failed from what the view refused."""
    match outcome:
        case Outcome.REFUSED if status >= 500:
            count(Outcome.FAILED)
        case Outcome.FELL_BACK:
            count(Outcome.REPLAYED)
            count(Outcome.FELL_BACK)
        case Outcome():
            count(outcome)


class Recorder(threading.Thread):
    """Writes the tally every ten seconds, and once more when the process ends, which waits for that.

    Where the connection is lost in a write, nobody knows whether it arrived: it is written again.
    """

    def __init__(self, process: threading.Thread | None = None) -> None:
        """``process`` is the thread with which it ends: by itself the main one."""
        super().__init__(name="idempotency-outcomes", daemon=False)
        self._process = process or threading.main_thread()
        self._failing = False

    def run(self) -> None:
        while self._process.is_alive():
            self._process.join(WRITE_EVERY)
            self.write()

    def write(self) -> None:
        while counts := tally.take():
            try:
                with closing(connection):
                    OutcomeCount.objects.add(counts)
            except Exception as error:  # whatever the database does, counting goes on
                tally.give_back(counts)
                self._complain(error)
                return
            self._failing = False

    def _complain(self, error: Exception) -> None:
        """Once, until it works again."""
        if not self._failing:
            logger.warning("Outcomes cannot be written, and are kept until then: %s", type(error).__name__)
        self._failing = True
