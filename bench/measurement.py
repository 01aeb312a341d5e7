"""The rounds of a pair, and their medians and ranges."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from .load import Load
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
    """Requests/s of both sides, one right after the other."""

    measured: float
    against: float

    @property
    def ratio(self) -> float:
        return self.measured / self.against


@dataclass(frozen=True)
class Result:
    pair: Pair
    rounds: list[Round]

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

    def measure(self, pair: Pair) -> Result:
        """Raises LoadFailed."""
        for side in (pair.measured, pair.against):
            side.check()
            self.load.run(side.post, WARM_UP)
        return Result(pair, [self.round(pair) for _ in range(self.rounds)])

    def round(self, pair: Pair) -> Round:
        return Round(self.per_second(pair.measured), self.per_second(pair.against))

    def per_second(self, side: Side) -> float:
        tally = self.load.run(side.post, self.seconds)
        return tally.requests / tally.seconds
