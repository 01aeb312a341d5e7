import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from guestcheckin.erasure import ErasureFailed, erase
from guestcheckin.models import Stay
from guestcheckin.numbers import DocumentType, InvalidNumber, normalised

FINDABLE = [kind for kind in DocumentType.values if kind != DocumentType.AADHAAR]


class Command(BaseCommand):
    help = (
        "Erases the guest of a stay: personal data, documents and the answers kept for retries. Room, times "
        "and other figures remain. With --find it lists stays by document number instead, and erases nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("stay_id", nargs="?", type=int, help="As in /v1/guest-checkin/ID.")
        parser.add_argument(
            "--find",
            choices=FINDABLE,
            metavar="TYPE",
            help=f"Look for the number of such a document ({', '.join(FINDABLE)}); it is asked for, or read "
            "from standard input. Of Aadhaar numbers nothing is kept to find them by.",
        )
        parser.add_argument("--organisation", type=int, metavar="ID", help="Whose stays; needed by --find.")

    def handle(self, *args: Any, stay_id: int | None, **options: Any) -> None:
        if options["find"]:
            self.find(options["find"], options["organisation"])
        elif stay_id is None:
            raise CommandError("State the id of the stay, or look for it with --find.")
        else:
            self.erase(stay_id, options["organisation"])

    def erase(self, stay_id: int, organisation_id: int | None) -> None:
        stays = Stay.objects.filter(pk=stay_id)
        if organisation_id is not None:
            stays = stays.filter(organisation_id=organisation_id)
        stay = stays.first()
        if stay is None:
            raise CommandError(f"There is no stay {stay_id}.")
        self.confirm(stay)
        try:
            self.stdout.write(erase(stay, by=None))
        except ErasureFailed as error:
            raise CommandError(str(error)) from error

    def confirm(self, stay: Stay) -> None:
        """Asks a person; a script knows what it does."""
        question = f"{stay}, checked in on {stay.check_in_at:%Y-%m-%d}: erase this guest for good? [y/N] "
        if sys.stdin.isatty() and input(question).strip().lower() != "y":
            raise CommandError("Nothing was erased.")

    def find(self, kind: str, organisation_id: int | None) -> None:
        if organisation_id is None:
            raise CommandError("State whose stays to look at: --organisation ID.")
        try:
            number = normalised(kind, asked())
        except InvalidNumber:
            raise CommandError("This is no valid number of such a document.") from None
        stays = Stay.objects.with_number(number, organisation_id=organisation_id, kind=kind)
        for stay in stays:
            self.stdout.write(f"{stay}, checked in on {stay.check_in_at:%Y-%m-%d}")
        self.stdout.write(f"Found: {len(stays)}")


def asked() -> str:
    """The number, which no argument carries: arguments are seen in process lists and shell histories."""
    return getpass("Document number: ") if sys.stdin.isatty() else sys.stdin.readline()
