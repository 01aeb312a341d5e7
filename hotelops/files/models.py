from collections.abc import Collection
from typing import ClassVar, TypeVar

from django.core.validators import MinValueValidator
from django.db import models

from hotelops.accounts.tenancy import TenantModel, TenantQuerySet

from .names import LONGEST_NAME
from .store import blob_path

Row = TypeVar("Row", bound="StoredFile")


class StoredFileQuerySet(TenantQuerySet[Row]):
    def pointing_to(self, organisation_id: int, sha256s: Collection[str]) -> "StoredFileQuerySet[Row]":
        """The rows of an organisation that need one of these blobs."""
        return self.filter(organisation_id=organisation_id, sha256__in=sha256s)

    def of_shard(self, organisation_id: int, prefix: str) -> "StoredFileQuerySet[Row]":
        """The rows of an organisation whose hash begins so; any collation sorts hex digits before a g."""
        return self.filter(organisation_id=organisation_id, sha256__gte=prefix, sha256__lt=prefix + "g")


class StoredFile(TenantModel):
    """A row that points to a blob. Hash, size and type are those of what is stored, after cleaning."""

    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    size_bytes = models.PositiveIntegerField("size", editable=False, validators=[MinValueValidator(1)])
    content_type = models.CharField("kind", max_length=40, editable=False)
    file_name = models.CharField(max_length=LONGEST_NAME, editable=False)

    objects = StoredFileQuerySet.as_manager()  # type: ignore[misc]

    class Meta(TenantModel.Meta):
        abstract = True
        indexes: ClassVar[tuple[models.Index, ...]] = (
            models.Index(fields=["organisation", "sha256"], name="%(class)s_blob"),
        )

    @property
    def path(self) -> str:
        """Where the blob is in the store."""
        return blob_path(self.organisation_id, self.sha256)
