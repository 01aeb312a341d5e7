from django.core.management.base import BaseCommand, CommandParser

from hotelops.api.access import key_hash


class Command(BaseCommand):
    help = "Prints the name that an Idempotency-Key has in the log, keyHash."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key")

    def handle(self, *, key: str, **options: object) -> None:
        self.stdout.write(key_hash(key.strip('"')))
