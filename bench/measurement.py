"""The rounds of a pair, and their medians and ranges."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from .load import Load, Tally
from .memory import Growth, Watch
from .pairs import Pair, Side

WARM_UP = 1


@dataclass(frozen=True)
class Spread:
    median: float
    low: float
    high: float

    @classmethod
    def of(cls, figures: Iterable[float]) -> Self:
        ordered = sorted(figures)
        return cls(statistics.median(ordered), ordered[0], ordered[-1])


@dataclass(frozen=True)
class Round:
    """Requests/s of both sides, one right after the other, and how many requests these were."""

    measured: float
    against: float
    requests: int

    @property
    def ratio(self) -> float:
        return self.measured / self.against


@dataclass(frozen=True)
class Result:
    pair: Pair
    rounds: list[Round]
    traffic: int
    """Bytes of the rounds' request bodies."""
    memory: Growth

    @property
    def ratio(self) -> Spread:
        """Of the ratios of single rounds, so that what slows the machine for longer slows both sides."""
        return Spread.of(each.ratio for each in self.rounds)

    @property
    def measured(self) -> Spread:
        return Spread.of(each.measured for each in self.rounds)

    @property
    def against(self) -> Spread:
        return Spread.of(each.against for each in self.rounds)


@dataclass(frozen=True)
class Bench:
    load: Load
    rounds: int
    seconds: int
    warm_up: int = WARM_UP

    def measure(self, pair: Pair, processes: Iterable[int]) -> Result:
        """Watches the memory of the processes meanwhile. Raises LoadFailed."""
        watch = Watch(processes)
        for side in (pair.measured, pair.against):
            side.check()
            if self.warm_up:
                self.load.run(side.post, self.warm_up)
        rounds = [self.round(pair) for _ in range(self.rounds)]
        traffic = sum(each.requests for each in rounds) * pair.measured.post.size
        return Result(pair, rounds, traffic, watch.growth())

    def round(self, pair: Pair) -> Round:
        measured, against = self.run(pair.measured), self.run(pair.against)
        return Round(measured.per_second, against.per_second, measured.requests + against.requests)

    def run(self, side: Side) -> Tally:
        return self.load.run(side.post, self.seconds)
