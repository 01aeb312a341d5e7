"""What requests came to, as columns over time: the numbers of a drawing, which the template draws."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models.functions import TruncHour, TruncMinute

from idempotency.stats.words import number

from .counts import KINDS, Counts, counted, kinds_within, last

HEIGHT: Final = 100.0
SHARE: Final = 0.8
"""Of the place of a column that it fills."""
STEPS: Final = (1, 2, 3, 4, 5, 6, 8)


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of requests in a column: where it stands, in hundredths of the height."""

    kind: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Column:
    begin: datetime
    counts: Counter[str]
    """By kind."""
    x: float
    parts: list[Part]
    width: float = SHARE

    def __str__(self) -> str:
        said = [f"{number(count)} {kind}" for kind in KINDS if (count := self.counts[kind])]
        return ", ".join(said) or "none"

    @property
    def row(self) -> list[int]:
        return [self.counts[kind] for kind in KINDS]


@dataclass(frozen=True, slots=True)
class Chart:
    name: str
    title: str
    time_format: str
    columns: list[Column]
    top: int
    """What the full height stands for."""
    totals: dict[str, int]

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def times(self) -> list[datetime]:
        """Where the axis is labelled: begin, middle and the latest column."""
        return [self.columns[place].begin for place in (0, len(self.columns) // 2, -1)]

    @property
    def shown_totals(self) -> list[tuple[str, str]]:
        return [(kind, number(count)) for kind, count in self.totals.items()]

    @property
    def shown_top(self) -> str:
        return number(self.top)

    @property
    def spoken(self) -> str:
        """What it shows, for who cannot see it."""
        return f"{self.title}: {', '.join(f'{count} {kind}' for kind, count in self.shown_totals)}."


def charts(now: datetime) -> list[Chart]:
    """Of the last hour, day and week, in UTC, the current minute or hours included."""
    minutes = counted(TruncMinute, now - timedelta(hours=1))
    hours = counted(TruncHour, now - timedelta(days=7, hours=6))
    return [
        chart("hour", "The last hour, by the minute", "H:i", minutes, last(now, 60, timedelta(minutes=1))),
        chart("day", "The last 24 hours, by the hour", "H:i", hours, last(now, 24, timedelta(hours=1))),
        chart("week", "The last 7 days, by six hours", "j M H:i", hours, last(now, 28, timedelta(hours=6))),
    ]


def chart(
    name: str, title: str, time_format: str, counts: Counts, stretches: list[tuple[datetime, datetime]]
) -> Chart:
    found = [kinds_within(counts, *stretch) for stretch in stretches]
    top = round_above(max(kinds.total() for kinds in found))
    columns = [
        Column(begin, kinds, place + (1 - SHARE) / 2, parts(kinds, top))
        for place, ((begin, _), kinds) in enumerate(zip(stretches, found, strict=True))
    ]
    totals = {kind: sum(kinds[kind] for kinds in found) for kind in KINDS}
    return Chart(name, title, time_format, columns, top, totals)


def parts(kinds: Counter[str], top: int) -> list[Part]:
    """One on top of the other."""
    standing, y = [], HEIGHT
    for kind in KINDS:
        if kinds[kind]:
            height = HEIGHT * kinds[kind] / top
            y -= height
            standing.append(Part(kind, round(y, 3), round(height, 3)))
    return standing


def round_above(count: int) -> int:
    """The least round number that is not below."""
    power = 1
    while True:
        for step in STEPS:
            if step * power >= count:
                return step * power
        power *= 10
