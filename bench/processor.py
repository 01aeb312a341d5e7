"""Who takes the processors: the seconds of the application, its servers and the load tool."""

import os
import resource
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.servers.product import children_of

from .measurement import Turn
from .site import Site

TICKS = os.sysconf("SC_CLK_TCK")
TIMES = slice(11, 15)
"""In /proc/*/stat, behind the name: user and system time, its own and that of children which have ended."""
PARTS = ("application", "Postgres", "Valkey", "load tool")


def with_processor(turn: Turn, site: Site) -> Turn:
    """The turn, with the milliseconds of processor time that each part took a request."""

    def watched() -> Mapping[str, float]:
        before = used(site)
        figures = turn()
        after = used(site)
        return {
            **figures,
            **{part: (after[part] - before[part]) * 1000 / figures["requests"] for part in PARTS},
        }

    return watched


def used(site: Site) -> dict[str, float]:
    postgres, valkey = site.deployment.postgres.pid, site.deployment.valkey.pid
    tools = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = (
        seconds_of(site.product.worker_pids()),
        seconds_of([postgres, *children_of(postgres)]),
        seconds_of([valkey]),
        tools.ru_utime + tools.ru_stime,
    )
    return dict(zip(PARTS, seconds, strict=True))


def seconds_of(processes: Iterable[int]) -> float:
    return sum(sum(map(int, times(process))) for process in processes) / TICKS


def times(process: int) -> list[str]:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[TIMES]
    except (FileNotFoundError, ProcessLookupError):  # it has just ended; its parent has its times
        return []
