"""The same screen twice: tables for a terminal, plain lines for a pipe."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from . import Stats
from .plan import Plan
from .sections import Section, of_plan, sections

GOOD: Final = "Nothing is the matter."
WIDE: Final = 130
"""Columns of a terminal."""


@dataclass(frozen=True, slots=True)
class Screen:
    sections: list[Section]
    warnings: tuple[str, ...] = ()
    all_clear: str = GOOD
    """What is said where there are no warnings."""

    def plain(self) -> str:
        verdict = [f"WARNING: {warning}" for warning in self.warnings] or [self.all_clear]
        return "\n".join([*lines(self.sections), *verdict]).rstrip() + "\n"

    def tables(self, width: int) -> RenderableType:
        """Beside each other where there is room."""
        panels = [panel(section) for section in self.sections]
        warnings = [Text(f"▲ {warning}", style="bold red") for warning in self.warnings]
        verdict = warnings or [Text(self.all_clear, style="green")]
        return Group(*(in_two_columns(panels) if width >= WIDE else panels), *verdict)


def screen_of(stats: Stats) -> Screen:
    return Screen(sections(stats), stats.warnings)


def screen_of_plan(plan: Plan) -> Screen:
    return Screen(of_plan(plan), all_clear="")


def lines(sections: list[Section]) -> Iterator[str]:
    width = max((len(name) for section in sections for name, *_ in section.rows), default=0)
    for title, rows in sections:
        yield title
        for name, *columns in rows:
            yield f"  {name:<{width}}  {'  '.join(f'{column:<12}' for column in columns)}".rstrip()
        yield ""


def in_two_columns(panels: list[RenderableType]) -> list[RenderableType]:
    """The first half of them on the left."""
    half = (len(panels) + 1) // 2
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1)
    grid.add_column(ratio=1)
    grid.add_row(Group(*panels[:half]), Group(*panels[half:]))
    return [grid]


def panel(section: Section) -> RenderableType:
    grid = Table.grid(padding=(0, 2))
    for name, *columns in section.rows:
        grid.add_row(Text(name), *(Text(column, style="bold") for column in columns))
    return Panel(grid, title=section.title, title_align="left", border_style="dim")
