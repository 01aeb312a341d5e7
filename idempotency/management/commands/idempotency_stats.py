import json
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from rich.console import Console
from rich.live import Live

from idempotency.attempts import SCOPE
from idempotency.stats import Stats, collect
from idempotency.stats.plan import Plan, planned
from idempotency.stats.progress import Patience
from idempotency.stats.screen import Screen, screen_of, screen_of_plan

COUNTED = 2_000_000
"""Kept answers; where there are more they are estimated. A million take about a second."""
COUNTED_WHILE_WATCHED = 100_000


class Command(BaseCommand):
    help = (
        "Shows whether Redis and the ledger are well, what became of requests, and when Redis will be full."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object, names in camelCase")
        parser.add_argument(
            "--org", metavar="ID", help="only the kept answers and ledger of this organisation"
        )
        parser.add_argument("--check", action="store_true", help="end with status 1 when there is a warning")
        parser.add_argument(
            "--watch",
            metavar="SECONDS",
            nargs="?",
            type=float,
            const=2.0,
            help="show it anew every 2 (or so many) seconds, until Ctrl-C",
        )
        parser.add_argument(
            "--plan",
            metavar=("ORGS", "REQUESTS"),
            nargs=2,
            type=int,
            help="show what so many organisations need, at so many requests a day each",
        )

    def handle(self, *, org: str | None, **options: Any) -> None:
        if org is not None and not SCOPE.fullmatch(org):
            raise CommandError(f"{org!r} is not an organisation's id.")
        out: IO[str] = options.get("stdout") or sys.stdout
        if options["watch"] is not None:
            watch(org, options["watch"], out)
        elif options["plan"]:
            plan = planned(collected(org, COUNTED), *options["plan"])
            show(plan, screen_of_plan(plan), out, as_json=options["json"])
        else:
            stats = collected(org, COUNTED)
            show(stats, screen_of(stats), out, as_json=options["json"])
            if options["check"] and stats.warnings:
                raise CommandError(f"Warnings: {len(stats.warnings)}")


def collected(org: str | None, look_at: int) -> Stats:
    with Patience(Console(stderr=True)) as patience:
        try:
            return collect(org, look_at=look_at, progress=patience)
        except OperationalError as error:
            raise CommandError(f"The database does not answer ({type(error).__name__}).") from error


def show(figures: Stats | Plan, screen: Screen, out: IO[str], *, as_json: bool) -> None:
    if as_json:
        out.write(json.dumps(camel_case(asdict(figures)), indent=2) + "\n")
    elif out.isatty():
        console = Console(file=out)
        console.print(screen.tables(console.width))
    else:
        out.write(screen.plain())


def watch(org: str | None, seconds: float, out: IO[str]) -> None:
    """One screen that changes on a terminal, one after the other in a pipe."""
    with suppress(KeyboardInterrupt), Live(console=Console(file=out), auto_refresh=False) as live:
        while True:
            screen = watched(org)
            if out.isatty():
                live.update(screen.tables(live.console.width), refresh=True)
            else:
                out.write(screen.plain())
            time.sleep(seconds)


def watched(org: str | None) -> Screen:
    """A database that is away for a while is part of what there is to see."""
    try:
        return screen_of(collected(org, COUNTED_WHILE_WATCHED))
    except CommandError as error:
        return Screen([], (str(error),))
    finally:
        connection.close_if_unusable_or_obsolete()


def camel_case(figures: Any) -> Any:
    """The names within it, too."""
    if hasattr(figures, "_asdict"):
        return camel_case(figures._asdict())
    if isinstance(figures, dict):
        return {camel(name): camel_case(figure) for name, figure in figures.items()}
    return [*map(camel_case, figures)] if isinstance(figures, tuple) else figures


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
