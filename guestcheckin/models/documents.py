from dataclasses import asdict
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q

from guestcheckin.model_fields import NumberHashField, SealedNumberField
from guestcheckin.numbers import DocumentType
from hotelops.accounts.constraints import SameOrganisation
from hotelops.files.intake import KeptFile
from hotelops.files.models import StoredFile, StoredFileQuerySet

NO_FILE: Final = asdict(KeptFile(sha256="", size_bytes=0, content_type="", file_name=""))


class Side(models.TextChoices):
    FRONT = "front"
    BACK = "back"


class Document(StoredFile):
    """A guest's identity document: a picture of it, its number, or both.

    An Aadhaar card may be recorded by its last four digits alone: ``sha256`` is empty then.
    """

    stay = models.ForeignKey("guestcheckin.Stay", models.PROTECT, related_name="documents")
    type = models.CharField(max_length=20, choices=DocumentType.choices)
    side = models.CharField(max_length=5, choices=Side.choices, blank=True)
    number = SealedNumberField(null=True)
    number_hash = NumberHashField(number="number", null=True)

    objects: ClassVar[StoredFileQuerySet] = StoredFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(StoredFile.Meta):
        ordering = ("id",)
        indexes = (
            *StoredFile.Meta.indexes,
            models.Index(
                fields=["number_hash"], condition=Q(number_hash__isnull=False), name="document_by_number"
            ),
        )
        constraints = (
            *StoredFile.Meta.constraints,
            SameOrganisation(field="stay", name="document_stay_in_organisation"),
            models.CheckConstraint(condition=Q(type__in=DocumentType.values), name="document_type_known"),
            models.CheckConstraint(
                condition=~Q(sha256="") | Q(type=DocumentType.AADHAAR, number__isnull=False),
                name="document_file_or_aadhaar_digits",
                violation_error_message="Only an Aadhaar card may be recorded by its number alone.",
            ),
            models.CheckConstraint(
                condition=~Q(type=DocumentType.AADHAAR) | Q(number_hash=None),
                name="document_aadhaar_leaves_no_hash",
            ),
        )

    def __str__(self) -> str:
        return f"Document {self.pk} of stay {self.stay_id}"

    @property
    def has_file(self) -> bool:
        return bool(self.sha256)
