"""The table for people: printed row by row, and written into docs/performance.md."""

import os
import platform
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from .load import Load
from .measurement import Figure, Result, Spread
from .site import PROCESSES, THREADS

PLACE = re.compile(r"(<!-- measured by make bench -->\n).*?(<!-- end -->)", re.DOTALL)
COLUMNS = ("what", "to reach", "compared", "first", "second", "in")
LINE = "{:<40}{:<10}{:<24}{:<24}{:<24}{}"
REACHED = {True: "", False: " ✗", None: ""}


def machine() -> dict[str, Any]:
    load_average = round(os.getloadavg()[0], 2)
    return {"processors": os.cpu_count(), "python": platform.python_version(), "load_average": load_average}


def opening(load: Load, rounds: int, conditions: Mapping[str, Any]) -> str:
    return (
        f"granian with {PROCESSES} processes of {THREADS} threads; "
        "Postgres {postgres} with fsync, a commit takes {commit_milliseconds:.2f} ms; Valkey {valkey}; "
        "Python {python}; {processors} processors, which the load tool shares; "
        "load average before the run {load_average}. "
        f"Load: {load.name}, {load.connections} connections, {rounds} rounds of {load.seconds:g} s a side, "
        "in turn. Medians (lowest to highest)."
    ).format(**conditions)


def cells(result: Result, figure: Figure) -> tuple[str, ...]:
    compared, other = result.compared(figure), result.of_other(figure)
    form = figure.comparison.form if figure.comparison else figure.form
    sides = [spread(side, figure.form) for side in (result.of_measured(figure), other) if side]
    if figure.comparison is None:
        sides = []
    mark = REACHED[figure.is_reached(compared)]
    return (result.row.title, figure.aim, spread(compared, form) + mark, *pad(sides), figure.unit)


def pad(sides: list[str]) -> list[str]:
    return [*sides, "", ""][:2]


def spread(figures: Spread, form: str) -> str:
    median = f"{figures.median:{form}}"
    return median if figures.low == figures.high else f"{median} ({figures.low:{form}}–{figures.high:{form}})"


def lines(result: Result) -> Iterator[str]:
    for figure in result.row.figures:
        yield LINE.format(*cells(result, figure))


def filled(page: str, opening: str, results: Iterable[Result]) -> str:
    """The page with a new table."""
    table = [COLUMNS, ("---",) * len(COLUMNS)]
    table += [cells(result, figure) for result in results for figure in result.row.figures]
    rows = "".join(f"| {' | '.join(row)} |\n" for row in table)
    return PLACE.sub(lambda place: f"{place[1]}{opening}\n\n{rows}{place[2]}", page)


def as_json(result: Result) -> dict[str, Any]:
    figures = [
        {
            "name": figure.name,
            "unit": figure.unit,
            "aim": figure.aim,
            "compared": asdict(result.compared(figure)),
            "is_reached": figure.is_reached(result.compared(figure)),
        }
        for figure in result.row.figures
    ]
    rounds = {"measured": list(map(dict, result.measured)), "against": list(map(dict, result.against))}
    return {"name": result.row.name, "title": result.row.title, "figures": figures, **rounds}
