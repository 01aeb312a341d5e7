"""The way of documents into the store, before the transaction that records them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.core.files.uploadedfile import UploadedFile

from hotelops.accounts.models import Organisation
from hotelops.api.problems import FieldProblem
from hotelops.files.intake import KeptFile, cleaned, keep

from .numbers import DocumentType

NO_AADHAAR_IMAGES: Final = (
    "Pictures of Aadhaar cards are not kept here, masked ones neither. Record the last four digits with "
    "documents/upload, as number and without a file, or send another document, such as a passport, "
    "driving licence or voter ID. An administrator can allow pictures with storesAadhaarImages."
)


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file of a request; ``kept`` is None for a picture of an Aadhaar card that must not be stored."""

    field: str
    type: str
    kept: KeptFile | None

    def accepted(self) -> KeptFile:
        """Raises a FieldProblem for what must not be stored."""
        if self.kept is None:
            raise FieldProblem(self.field, "aadhaar_image_refused", NO_AADHAAR_IMAGES)
        return self.kept


def receive(
    files: Iterable[tuple[str, str, UploadedFile]], organisation: Organisation
) -> Sequence[ReceivedFile]:
    """Cleans all files (field, type, content), then stores all.

    A setting of the organisation refuses nothing here: a retry of what was done before must get this far.
    """
    clean = [
        (field, kind, cleaned(file, field) if may_be_stored(kind, organisation) else None)
        for field, kind, file in files
    ]
    return [
        ReceivedFile(field, kind, keep(content, organisation.pk) if content else None)
        for field, kind, content in clean
    ]


def may_be_stored(kind: str, organisation: Organisation) -> bool:
    return kind != DocumentType.AADHAAR or organisation.stores_aadhaar_images
