"""A row of the table: two sides in turn (A B A B …), and what of them is compared."""

import operator
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Self

Turn = Callable[[], Mapping[str, float]]
"""One turn of a side: measures, and gives its figures by name."""


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
class Comparison:
    of: Callable[[float, float], float]
    form: str


RATIO = Comparison(lambda measured, against: measured / against, ".2f")
SHARE = Comparison(lambda measured, against: against / measured, ".2f")
"""How much of a time that is measured is that of the other side."""
DIFFERENCE = Comparison(lambda measured, against: measured - against, "+.2f")

SIGNS = {"≥": operator.ge, "≤": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Figure:
    """One of a turn's figures, without a comparison looked at alone; ``aim`` is written as in "≥ 0.85"."""

    name: str
    unit: str
    comparison: Comparison | None = RATIO
    aim: str = ""
    form: str = ".0f"

    def is_reached(self, compared: Spread) -> bool | None:
        """By the median; None where nothing is to be reached."""
        if not self.aim:
            return None
        sign, value = self.aim.split()
        return bool(SIGNS[sign](compared.median, float(value)))


@dataclass(frozen=True)
class Row:
    """``name`` is for ``--only``; ``around`` makes the circumstances of all turns of both sides."""

    name: str
    title: str
    measured: Turn
    against: Turn | None
    figures: Sequence[Figure]
    around: Callable[[], AbstractContextManager[object]] = nullcontext
    most_rounds: int = 1000

    def measure(self, rounds: int) -> "Result":
        """A turn of each side that does not count comes first."""
        sides = [turn for turn in (self.measured, self.against) if turn]
        with self.around():
            for turn in sides:
                turn()
            turns = [[turn() for turn in sides] for _ in range(min(rounds, self.most_rounds))]
        measured, *against = zip(*turns, strict=True)
        return Result(self, measured, *against)


@dataclass(frozen=True)
class Result:
    """The figures of both sides, round by round."""

    row: Row
    measured: Sequence[Mapping[str, float]]
    against: Sequence[Mapping[str, float]] = ()

    def of_measured(self, figure: Figure) -> Spread:
        return Spread.of(turn[figure.name] for turn in self.measured)

    def of_other(self, figure: Figure) -> Spread | None:
        return Spread.of(turn[figure.name] for turn in self.against) if self.against else None

    def compared(self, figure: Figure) -> Spread:
        """Of the comparisons of single rounds, so that what slows the machine for longer slows both sides."""
        if figure.comparison is None:
            return self.of_measured(figure)
        rounds = zip(self.measured, self.against, strict=True)
        return Spread.of(figure.comparison.of(one[figure.name], other[figure.name]) for one, other in rounds)
