import uuid

from django.db import models

from hotelops.files.models import StoredFile


class Purpose(models.TextChoices):
    RECEIPT = "receipt"
    GUEST_DOCUMENT = "guest_document"
    STAFF = "staff"
    OTHER = "other"


class Upload(StoredFile):
    """A file that somebody sent, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    purpose = models.CharField(max_length=20, choices=Purpose.choices, editable=False)

    class Meta(StoredFile.Meta):
        ordering = ("-created_at",)
        indexes = (
            *StoredFile.Meta.indexes,
            models.Index(fields=["organisation", "-created_at"], name="%(class)s_newest"),
        )
        constraints = (
            *StoredFile.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "id"], name="%(class)s_of_organisation"),
        )

    def __str__(self) -> str:
        return f"Upload {self.pk}"
