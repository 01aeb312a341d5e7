"""What changes several rows at once, in the transaction of whoever calls."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse

from hotelops.accounts.models import User
from hotelops.files.intake import KeptFile
from idempotency.erasure import erase_answers

from .models import Document, Stay
from .models.documents import NO_FILE
from .rules import is_from_abroad
from .sealing import DocumentNumber


def check_in(*, by: User, stated: Mapping[str, Any], documents: Iterable[tuple[str, KeptFile]] = ()) -> Stay:
    """Begins a stay, with documents as pairs of type and file. Raises a Conflict when the room is taken."""
    stay = Stay(organisation_id=stated["property"].organisation_id, created_by=by, **stated)
    stay.begin(is_from_abroad=is_from_abroad(stated))
    for kind, file in documents:
        add_document(by=by, stay=stay, type=kind, file=file)
    return stay


def add_document(
    *,
    by: User,
    stay: Stay,
    type: str,
    file: KeptFile | None,
    side: str = "",
    number: DocumentNumber | None = None,
) -> Document:
    """Adds to a stay whose row is locked or new. Raises a Conflict when its guest was erased."""
    stay.refuse_if_erased()
    return Document.objects.create(
        organisation_id=stay.organisation_id,
        created_by=by,
        stay=stay,
        type=type,
        side=side,
        number=number,
        **(asdict(file) if file else NO_FILE),
    )


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased; ``blobs``, by SHA-256 and time of their last row, are to be discarded after COMMIT."""

    stay: Stay
    was_erased: bool = False
    documents: int = 0
    answers: int = 0
    blobs: Mapping[str, datetime] = field(default_factory=dict)


def erase_guest(*, stay: Stay, by: User | None) -> Erasure:
    """Takes person and documents out of a stay, and out of the answers that are kept for retries.

    Raises RedisError, after which nothing must be committed.
    """
    stay = Stay.objects.select_for_update().get(pk=stay.pk)
    if stay.erased_at is not None:
        return Erasure(stay, was_erased=True)
    documents = list(stay.documents.order_by("created_at"))
    answers = erase_answers(str(stay.organisation_id), urls_of(stay, documents))
    stay.documents.all().delete()
    stay.erase(by)
    blobs = {document.sha256: document.created_at for document in documents if document.has_file}
    return Erasure(stay, documents=len(documents), answers=answers, blobs=blobs)


def urls_of(stay: Stay, documents: Iterable[Document]) -> list[str]:
    """Where requests about the stay were sent to, and what they created."""
    about_stay = ("detail", "check-out", "form-submitted")
    return [
        *(reverse(f"guest-checkin-{name}", args=[stay.pk]) for name in about_stay),
        *(reverse("guest-documents-detail", args=[document.pk]) for document in documents),
    ]
