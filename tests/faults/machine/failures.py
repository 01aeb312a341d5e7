"""What failed in a run, told as it happened: a live system need not do the same again."""

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SHRINK_FOR: Final = 60
"""Seconds in which hypothesis may look for a shorter way to a failure."""
LOG_LINES: Final = 30
TESTS: Final = str(Path(__file__).parents[2])


class TimeIsUp(KeyboardInterrupt):
    """Ends a round at once: hypothesis takes anything else for a failure of the example."""


@dataclass(frozen=True)
class Failure:
    error: Exception
    story: Sequence[str]
    log: str
    """The product's, to its end."""

    def __str__(self) -> str:
        said = "".join(traceback.format_exception_only(self.error))
        way = [f"    {Path(frame.filename).name}:{frame.lineno} {frame.line}" for frame in self.frames]
        log = ["The end of the product's log:", *self.log.splitlines()[-LOG_LINES:]]
        return "\n".join([said, "Where:", *way, "What happened:", *self.story, *log])

    @property
    def frames(self) -> list[traceback.FrameSummary]:
        """The way to the error inside the tests."""
        every = traceback.extract_tb(self.error.__traceback__)
        return [frame for frame in every if frame.filename.startswith(TESTS)]

    def is_shorter_than(self, other: "Failure") -> bool:
        """Whether it is the same failure after fewer events."""
        return self.frames[-1] == other.frames[-1] and len(self.story) < len(other.story)


class Failures:
    """The first failure of a round, or a shorter one of the same kind."""

    def __init__(self, until: float) -> None:
        """Without a failure the round ends `until` then, by the monotonic clock."""
        self.shortest: Failure | None = None
        self._until = until

    def note(self, failure: Failure) -> None:
        if self.shortest is None:
            self._until = time.monotonic() + SHRINK_FOR
        elif not failure.is_shorter_than(self.shortest):
            return
        self.shortest = failure

    def check_time(self) -> None:
        """Raises TimeIsUp."""
        if time.monotonic() > self._until:
            raise TimeIsUp
