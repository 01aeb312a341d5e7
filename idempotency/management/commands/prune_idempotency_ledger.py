from django.core.management.base import BaseCommand, CommandError, CommandParser

from idempotency.models import LedgerEntry, OutcomeCount


class Command(BaseCommand):
    help = "Deletes expired ledger entries, each batch in a short transaction of its own. Run it daily."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--batch-size", type=int, default=1000, help="rows a transaction (default 1000)")

    def handle(self, *, batch_size: int, **options: object) -> str:
        if batch_size < 1:
            raise CommandError("A batch has at least one row.")
        total = sum(LedgerEntry.objects.prune(batch_size))
        OutcomeCount.objects.too_old().delete()
        return f"Pruned {total} expired ledger entries."
