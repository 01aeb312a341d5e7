import argparse
import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from . import __doc__ as story
from . import report
from .deployment import deployed
from .load import chosen
from .measurement import Result, Row
from .request import LoadFailed
from .rows import rows


def main() -> None:
    options = parser().parse_args()
    load = chosen(options.connections, options.seconds)
    begin, machine = time.monotonic(), report.machine()
    with deployed() as deployment:
        conditions = machine | deployment.conditions()
        opening = report.opening(load, options.rounds, conditions)
        print(f"{opening}\n\n{report.LINE.format(*report.COLUMNS)}", flush=True)
        table = list(rows(deployment, load))
        results = list(measured(picked(table, options.only), options.rounds))
    print(f"\n{time.monotonic() - begin:.0f} s")
    if options.json:
        found: dict[str, Any] = {"conditions": conditions, "rows": [report.as_json(each) for each in results]}
        options.json.parent.mkdir(exist_ok=True)
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
    if options.write_measured and len(results) == len(table):
        page = options.write_measured.read_text()
        options.write_measured.write_text(report.filled(page, opening, results))


def picked(table: list[Row], names: str) -> list[Row]:
    """Raises SystemExit for a name that no row has."""
    wanted = names.split(",") if names else [row.name for row in table]
    if unknown := set(wanted) - {row.name for row in table}:
        raise SystemExit(
            f"No such row: {', '.join(unknown)}. There are {', '.join(row.name for row in table)}."
        )
    return [row for row in table if row.name in wanted]


def measured(rows: Iterable[Row], rounds: int) -> Iterator[Result]:
    """Prints each row as soon as it is known."""
    for row in rows:
        try:
            result = row.measure(rounds)
        except LoadFailed as failure:
            raise SystemExit(f"{row.title}: no figures, for not every request succeeded: {failure}") from None
        print("\n".join(report.lines(result)), flush=True)
        yield result


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m bench", description=(story or "").partition("\n")[0])
    found.add_argument("--rounds", type=int, default=7, help="how many turns each side has (%(default)s)")
    found.add_argument("--seconds", type=int, default=1, help="how long a turn takes (%(default)s)")
    found.add_argument("--connections", type=int, default=16, help="at the same time (%(default)s)")
    found.add_argument("--only", default="", metavar="NAMES", help="only these rows, with commas between")
    found.add_argument("--json", type=Path, metavar="FILE", help="write the result there, too")
    found.add_argument(
        "--write-measured",
        type=Path,
        metavar="PAGE",
        help="fill the table of this page, if all rows are measured",
    )
    return found


if __name__ == "__main__":
    main()
