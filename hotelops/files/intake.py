"""The way of a file into the store: looked at, cleaned, kept. All of it before the transaction."""

import hashlib
from dataclasses import dataclass
from typing import IO, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from hotelops.api.aadhaar import refuse_full_aadhaar
from hotelops.api.problems import FieldProblem
from idempotency.attempts import content_hash

from . import store
from .images import reencoded
from .kinds import CHUNK_BYTES, Kind, kind_of
from .names import safe_name, shown_name

ACCEPTED: Final = "a JPEG, PNG or WebP image or a PDF"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A blob in the store, as a ``StoredFile`` describes it: ``Upload(**asdict(kept), …)``."""

    sha256: str
    size_bytes: int
    content_type: str
    file_name: str


@dataclass(frozen=True, slots=True)
class CleanFile:
    """Content that may be kept, and what a row says of it."""

    content: IO[bytes]
    facts: KeptFile


def only_file(request: Request, field: str) -> UploadedFile:
    """The one file of a multipart request's field. Raises a ValidationError unless there is exactly one."""
    files = request.FILES.getlist(field)
    if field in request.POST:
        raise ValidationError({field: [ErrorDetail("Send a file, not text.", "invalid")]})
    if not files:
        raise ValidationError({field: [ErrorDetail("Send a file.", "required")]})
    if len(files) > 1:
        raise ValidationError({field: [ErrorDetail("Send one file.", "repeated")]})
    return files[0]


def refuse_repeated(parts: QueryDict) -> None:
    """Raises a ValidationError for fields that stand in a form twice, of which only the last would count."""
    refusal = [ErrorDetail("State this field once.", "repeated")]
    if errors := {name: refusal for name, values in parts.lists() if len(values) > 1}:
        raise ValidationError(errors)


def cleaned(file: UploadedFile, field: str, sha256: str | None = None) -> CleanFile:
    """What may be kept of a received file; ``sha256`` is what the client says of the bytes it sent.

    Images are decoded and written anew without metadata. Raises a FieldProblem that names ``field``, and
    StorageUnavailable when there is no room to work in.
    """
    name = file.name or ""
    refuse_full_aadhaar({field: name})
    kind = accepted_kind(file, field)
    shown = safe_name(name, kind.extension)
    refuse_full_aadhaar({field: shown})
    refuse_other_content(file, sha256)
    content = reencoded(file, kind.image_format, field, shown) if kind.image_format else file
    digest, size = measured(content)
    return CleanFile(content, KeptFile(digest, size, kind.content_type, shown))


def keep(clean: CleanFile, organisation_id: int) -> KeptFile:
    """Stores the content, also when it is there already: a young blob is safe from the sweep.

    Raises StorageUnavailable.
    """
    store.put(store.blob_path(organisation_id, clean.facts.sha256), clean.content)
    return clean.facts


def accepted_kind(file: UploadedFile, field: str) -> Kind:
    if not file.size:
        raise FieldProblem(field, "file_empty", "This file is empty.")
    kind = kind_of(file)
    if kind is None:
        detail = f"{shown_name(file.name or '')} is not {ACCEPTED}."
        raise FieldProblem(field, "file_type_refused", detail)
    return kind


def refuse_other_content(file: UploadedFile, sha256: str | None) -> None:
    if sha256 is not None and measured(file)[0] != sha256.strip().lower():
        raise FieldProblem(
            "sha256", "sha256_mismatch", "The file that arrived has another SHA-256. Send it again."
        )


def measured(content: IO[bytes]) -> tuple[str, int]:
    """SHA-256 and size of a file, which is then at its start again."""
    if isinstance(content, UploadedFile):
        return content_hash(content), content.size or 0
    content.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := content.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    content.seek(0)
    return digest.hexdigest(), size
