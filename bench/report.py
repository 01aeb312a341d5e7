"""The table for people, and the JSON for programs."""

import os
import platform
from dataclasses import asdict
from typing import Any

from .bodies import MIB
from .measurement import Bench, Result, Spread
from .record import RecordSize

LINE = "{:<58}{:<20}{:<24}{:<24}{}"
HEAD = LINE.format("pair", "ratio", "measured, requests/s", "against, requests/s", "to reach")


def machine() -> dict[str, Any]:
    load_average = round(os.getloadavg()[0], 2)
    return {"processors": os.cpu_count(), "python": platform.python_version(), "load_average": load_average}


def opening(bench: Bench, uploads: Bench, machine: dict[str, Any], conditions: dict[str, Any]) -> str:
    return (
        "hotelops on granian with {processes} processes of {threads} threads, Postgres {postgres} with fsync "
        "(a commit takes {commit_milliseconds:.2f} ms), Valkey {valkey},\n"
        "Python {python}, {processors} processors, load average before the run {load_average}.\n"
        f"Load: {manner(bench)}; for uploads {manner(uploads)}.\n"
        f"Rounds of both sides in turn. Medians (lowest to highest).\n\n{HEAD}"
    ).format(**conditions, **machine)


def manner(bench: Bench) -> str:
    connections = f"{bench.load.connections} connection{'s' if bench.load.connections > 1 else ''}"
    return f"{bench.load.name}, {connections}, {bench.rounds} rounds of {bench.seconds} s a side"


def row(result: Result) -> str:
    to_reach = f"≥ {result.pair.to_reach}" if result.pair.to_reach else "–"
    rates = (spread(rate, ".0f" if rate.low >= 100 else ".1f") for rate in (result.measured, result.against))
    return LINE.format(result.pair.name, spread(result.ratio, ".2f"), *rates, to_reach)


def spread(figures: Spread, form: str) -> str:
    return f"{figures.median:{form}} ({figures.low:{form}}–{figures.high:{form}})"


def closing(size: RecordSize | None, uploads: list[Result], redis_failures: int) -> str:
    lines = [record_line(size)] if size else []
    lines += [memory_line(result) for result in uploads]
    if redis_failures:
        lines.append(f"{redis_failures} requests did without Redis, which did not answer within 100 ms.")
    return "\n".join(["", *lines])


def record_line(size: RecordSize) -> str:
    return (
        f"One answer in Redis: {size.memory_usage} bytes by MEMORY USAGE (its value {size.value}), "
        f"{size.used_memory} of used_memory, over {size.records} answers."
    )


def memory_line(result: Result) -> str:
    memory = result.memory
    return (
        f"Memory, {result.pair.name}: {memory.size / MIB:+.0f} MiB ({memory.before / MIB:.0f} to "
        f"{memory.peak / MIB:.0f}) in the worker that grew most, over {result.traffic / MIB:,.0f} MiB sent."
    )


def as_json(bench: Bench, results: list[Result]) -> dict[str, Any]:
    return {
        "load": {"name": bench.load.name, "connections": bench.load.connections},
        "rounds": bench.rounds,
        "seconds": bench.seconds,
        "pairs": [pair_as_json(result) for result in results],
    }


def pair_as_json(result: Result) -> dict[str, Any]:
    return {
        "name": result.pair.name,
        "to_reach": result.pair.to_reach,
        "ratio": asdict(result.ratio),
        "measured": asdict(result.measured),
        "against": asdict(result.against),
        "rounds": [asdict(each) for each in result.rounds],
        "traffic": result.traffic,
        "memory": asdict(result.memory),
    }
