"""How far worker processes grow under a load. Linux only, as the product's own tests are."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
RESET_PEAK = "5"


@dataclass(frozen=True)
class Growth:
    """Resident bytes of the process that grew most: before, and at its peak."""

    before: int
    peak: int

    @property
    def size(self) -> int:
        return self.peak - self.before


class Watch:
    """Forgets the peaks that the processes had so far, and notes where they stand."""

    def __init__(self, processes: Iterable[int]) -> None:
        self.before = {process: resident(process, "VmRSS") for process in processes}
        for process in self.before:
            (PROC / str(process) / "clear_refs").write_text(RESET_PEAK)

    def growth(self) -> Growth:
        """Since the start of the watch. Raises OSError when one of the processes has ended."""
        grown = [Growth(before, resident(process, "VmHWM")) for process, before in self.before.items()]
        return max(grown, key=lambda growth: growth.size)


def resident(process: int, field: str) -> int:
    """In bytes; /proc gives kibibytes."""
    lines = (PROC / str(process) / "status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{field}:")) * 1024
