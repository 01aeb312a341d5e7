"""How far worker processes grow under a load. Linux only, as the product's own tests are."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from .bodies import MIB
from .measurement import Turn
from .site import Site

PROC = Path("/proc")
RESET_PEAK = "5"


def with_memory(turn: Turn, site: Site) -> Turn:
    """The turn, with the MiB by which the worker grew that grew most, at its peak."""

    def watched() -> Mapping[str, float]:
        before = standing(site.product.worker_pids())
        figures = turn()
        growth = max(resident(process, "VmHWM") - bytes_before for process, bytes_before in before.items())
        return {**figures, "growth": growth / MIB}

    return watched


def standing(processes: Iterable[int]) -> dict[int, int]:
    """Forgets the peaks that the processes had so far, and notes where they stand."""
    before = {process: resident(process, "VmRSS") for process in processes}
    for process in before:
        (PROC / str(process) / "clear_refs").write_text(RESET_PEAK)
    return before


def resident(process: int, field: str) -> int:
    """In bytes; /proc gives kibibytes."""
    lines = (PROC / str(process) / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024
