"""What tests measured, as sentences: printed at the end of a run, and written into a page on demand.

``pytest --write-measured docs/reliability.md`` fills the tables of that page: each stands between
``<!-- measured by tests/faults/test_redis_*.py -->`` and ``<!-- end -->``.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import NamedTuple

import pytest

PROPERTY = "measured"
PLACE = re.compile(r"(<!-- measured by (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
HEAD = "| what happens | measured |\n|---|---|\n"
CLASS_NAME = re.compile(r"(?:[A-Z][a-z0-9]+)+")
WORDS = re.compile(r"[A-Z][a-z0-9]*")
NAMES = frozenset({"Postgres", "Redis", "Sentinel", "Pgbouncer", "Nginx"})


class Row(NamedTuple):
    test: str
    """As pytest names it."""
    outcome: str

    def __str__(self) -> str:
        return f"{self.sentence}: {self.outcome}"

    @property
    def file(self) -> str:
        return self.test.partition("::")[0]

    @property
    def sentence(self) -> str:
        """``…::TestWorkerKilled::test_is_replaced[InCommit]`` is «Worker killed is replaced (in commit)»."""
        names, _, parameters = self.test.partition("::")[2].removesuffix("]").partition("[")
        *classes, function = names.split("::")
        subject = [words(name.removeprefix("Test")) for name in classes]
        sentence = " ".join([*subject, function.removeprefix("test_").replace("_", " ")])
        return f"{sentence} ({variant(parameters)})" if parameters else sentence


def words(class_name: str) -> str:
    first, *others = WORDS.findall(class_name)
    return " ".join([first, *(word if word in NAMES else word.lower() for word in others)])


def variant(parameters: str) -> str:
    """Parameters that are classes read as words, too."""
    named = (words(part) if CLASS_NAME.fullmatch(part) else part for part in parameters.split("-"))
    return ", ".join(named)


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Notes in a short sentence what a test saw."""
    return lambda outcome: record_property(PROPERTY, outcome)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-measured", type=Path, metavar="PAGE", help="fill the tables of this page")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = list(rows_of(terminalreporter.getreports("passed")))
    if rows:
        terminalreporter.section("measured")
        for row in rows:
            terminalreporter.line(str(row))
    if page := config.getoption("--write-measured"):
        page.write_text(filled(page.read_text(), rows))


def rows_of(reports: Iterable[pytest.TestReport]) -> Iterator[Row]:
    for report in reports:
        if report.when == "call":
            yield from (
                Row(report.nodeid, str(said)) for name, said in report.user_properties if name == PROPERTY
            )


def filled(page: str, rows: Iterable[Row]) -> str:
    """The page with new tables; one of which no test ran stays as it is."""

    def table(place: re.Match[str]) -> str:
        found = [row for row in rows if fnmatch(row.file, place[2])]
        lines = "".join(f"| {row.sentence} | {escaped(row.outcome)} |\n" for row in found)
        return f"{place[1]}{HEAD}{lines}{place[3]}" if found else place[0]

    return PLACE.sub(table, page)


def escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
