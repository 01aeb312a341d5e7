import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from hotelops.files.blobs import SHARDS, Shard, organisation_ids, shards
from hotelops.files.store import reason, storage
from hotelops.files.sweep import Sweep

SHORTEST_AGE: Final = 900
"""Seconds. A request with ten files and a slow bucket may take minutes from its first blob to its COMMIT."""


class Command(BaseCommand):
    help = "Removes stored files that no row points to, and what killed processes left. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would be removed")
        parser.add_argument(
            "--older-than",
            type=int,
            default=3600,
            metavar="SECONDS",
            help=f"spare what is younger (default 3600, at least {SHORTEST_AGE})",
        )

    def handle(self, *, dry_run: bool, older_than: int, **options: object) -> str:
        if older_than < SHORTEST_AGE:
            raise CommandError(f"Files of the last {SHORTEST_AGE} seconds may belong to a running request.")
        sweep = Sweep(before=timezone.now() - timedelta(seconds=older_than), dry_run=dry_run)
        try:
            for shard in shown(organisation_ids()):
                sweep.shard(shard)
            sweep.unfinished()
        except storage().errors as error:
            raise CommandError(
                f"The store failed ({reason(error)}) after {done(sweep)}; run the command again."
            ) from error
        return f"{'Would have removed' if dry_run else 'Removed'} {done(sweep)}."


def done(sweep: Sweep) -> str:
    return f"{sweep.blobs} files without a row and {sweep.leftovers} unfinished ones"


def shown(organisations: list[int]) -> Iterator[Shard]:
    """All shards, behind a progress bar if somebody looks."""
    with Progress(console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        bar = progress.add_task("Sweeping", total=len(organisations) * SHARDS)
        for index, organisation_id in enumerate(organisations):
            for shard in shards(organisation_id):
                progress.update(bar, completed=index * SHARDS + int(shard.prefix, 16))
                yield shard
        progress.update(bar, completed=len(organisations) * SHARDS)
