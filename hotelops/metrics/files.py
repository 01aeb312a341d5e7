"""The folder in which each worker has its numbers, and what becomes of those of dead ones."""

import fcntl
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import mark_process_dead

VARIABLE: Final = "PROMETHEUS_MULTIPROC_DIR"
"""Names the folder; prometheus-client looks at it when it is imported."""
ADDED_UP: Final = ("counter", "histogram")
GAUGES: Final = "gauge_livesum"
BYTES_RESERVED: Final = 1024 * 1024
"""Several times of what all routes take."""
NOBODY: Final = 0
"""Stands for all dead workers, in the place of a process id."""


def prepare(folder: Path) -> None:
    """Makes the folder the one of this process and what it becomes, without what was counted before."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in folder.glob("*_*.*"):
        file.unlink()
    os.environ[VARIABLE] = str(folder)


def shared_folder() -> Path | None:
    """None where there is one process only, such as in tests."""
    return Path(os.environ[VARIABLE]) if VARIABLE in os.environ else None


def reserve(folder: Path) -> None:
    """Takes the room on the disk for this process' files: on a full one, writing there would kill it.

    Raises OSError where there is none.
    """
    for kind in (*ADDED_UP, GAUGES):
        reserve_file(folder / f"{kind}_{os.getpid()}.db")


def reserve_file(path: Path) -> None:
    """The file appears whole: an empty one, of a worker that was killed just then, could not be read."""
    if not path.exists():  # a dead worker may have had the same process id
        part = path.with_suffix(".part")
        part.write_bytes(bytes(BYTES_RESERVED))
        part.replace(path)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else merges or adds up meanwhile."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def merge_dead(folder: Path) -> None:
    """Adds what dead workers counted to one file, so that their number does not matter."""
    dead = [pid for pid in pids(folder) if not is_alive(pid)]
    for kind in ADDED_UP:
        files = [folder / f"{kind}_{pid}.db" for pid in dead]
        merge([file for file in files if file.exists()], folder / f"{kind}_{NOBODY}.db")
    for pid in dead:
        mark_process_dead(pid, str(folder))


def merge(files: list[Path], target: Path) -> None:
    """A process that is killed in the last two lines leaves numbers that are too high, never too low."""
    if not files:
        return
    merged = target.with_suffix(".new")
    merged.unlink(missing_ok=True)
    reserve_file(merged)
    write(merged, added_up([*files, *([target] if target.exists() else [])]))
    merged.replace(target)
    for file in files:
        file.unlink()


def added_up(files: Iterable[Path]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for file in files:
        for key, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):
            sums[key] += value
    return sums


def write(path: Path, sums: Counter[str]) -> None:
    written = MmapedDict(str(path))
    for key, value in sums.items():
        written.write_value(key, value, 0.0)
    written.close()


def pids(folder: Path) -> set[int]:
    """Of processes, dead ones too, that have files here."""
    return {int(file.stem.rpartition("_")[2]) for file in folder.glob("*.db")} - {NOBODY}


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
