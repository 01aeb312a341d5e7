"""The table for people, and the JSON for programs."""

import os
import platform
from dataclasses import asdict
from typing import Any

from .measurement import Bench, Result, Spread
from .record import RecordSize

LINE = "{:<44}{:<20}{:<24}{:<24}{}"
HEAD = LINE.format("pair", "ratio", "measured, requests/s", "against, requests/s", "to reach")


def machine() -> dict[str, Any]:
    load_average = round(os.getloadavg()[0], 2)
    return {"processors": os.cpu_count(), "python": platform.python_version(), "load_average": load_average}


def opening(bench: Bench, machine: dict[str, Any], conditions: dict[str, Any]) -> str:
    return (
        "hotelops on granian with {processes} processes of {threads} threads, Postgres {postgres} with fsync "
        "(a commit takes {commit_milliseconds:.2f} ms), Valkey {valkey},\n"
        "Python {python}, {processors} processors, load average before the run {load_average}.\n"
        f"Load: {bench.load.name}, {bench.load.connections} connections; "
        f"{bench.rounds} rounds of {bench.seconds} s a side, in turn. Medians (lowest to highest).\n\n{HEAD}"
    ).format(**conditions, **machine)


def row(result: Result) -> str:
    to_reach = f"≥ {result.pair.to_reach}" if result.pair.to_reach else "–"
    rates = (spread(result.measured, ".0f"), spread(result.against, ".0f"))
    return LINE.format(result.pair.name, spread(result.ratio, ".2f"), *rates, to_reach)


def spread(figures: Spread, form: str) -> str:
    return f"{figures.median:{form}} ({figures.low:{form}}–{figures.high:{form}})"


def closing(size: RecordSize | None, redis_failures: int) -> str:
    lines = [record_line(size)] if size else []
    if redis_failures:
        lines.append(f"{redis_failures} requests did without Redis, which did not answer within 100 ms.")
    return "\n".join(["", *lines])


def record_line(size: RecordSize) -> str:
    return (
        f"One answer in Redis: {size.memory_usage} bytes by MEMORY USAGE (its value {size.value}), "
        f"{size.used_memory} of used_memory, over {size.records} answers."
    )


def as_json(bench: Bench, results: list[Result], size: RecordSize | None) -> dict[str, Any]:
    return {
        "load": {"name": bench.load.name, "connections": bench.load.connections},
        "rounds": bench.rounds,
        "seconds": bench.seconds,
        "pairs": [pair_as_json(result) for result in results],
        "record": asdict(size) if size else None,
    }


def pair_as_json(result: Result) -> dict[str, Any]:
    return {
        "name": result.pair.name,
        "to_reach": result.pair.to_reach,
        "ratio": asdict(result.ratio),
        "measured": asdict(result.measured),
        "against": asdict(result.against),
        "rounds": [asdict(each) for each in result.rounds],
    }
