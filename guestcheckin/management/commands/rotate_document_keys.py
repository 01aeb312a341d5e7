from typing import Any

from django.core.management.base import BaseCommand

from guestcheckin.rotation import rotate


class Command(BaseCommand):
    help = (
        "Seals all document numbers anew with the first of DOCUMENT_KEYS. Put the new key in front, restart "
        "the product, run this until it seals none, then remove the old key. The product may run meanwhile."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        rotated = rotate()
        self.stdout.write(f"Sealed anew with the first key: {rotated.resealed} document numbers.")
        if rotated.closed:
            self.stderr.write(
                f"No key in DOCUMENT_KEYS opens {rotated.closed} document numbers: they stay as they are."
            )
