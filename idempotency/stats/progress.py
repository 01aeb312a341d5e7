"""A progress bar for whoever waits longer than a second."""

from time import monotonic as now
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import Progress

PATIENCE: Final = 1.0
"""Seconds."""


class Patience:
    """Counts names; draws nothing where nobody looks."""

    def __init__(self, console: Console) -> None:
        self._impatient_at = now() + PATIENCE
        self._bar = Progress(console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("Counting kept answers", total=None)

    def __call__(self, looked_at: int, there_are: int) -> None:
        if now() >= self._impatient_at:
            self._bar.start()
            self._bar.update(self._task, completed=looked_at, total=there_are)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()
