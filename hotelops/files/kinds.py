"""What a file is, told by its content; its name and the client's Content-Type say nothing."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

import filetype

HEAD_BYTES: Final = 8192
NEAR_THE_START: Final = 1024
NEAR_THE_END: Final = 1024
CHUNK_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class Kind:
    content_type: str
    extension: str
    image_format: str | None = None
    """Pillow's name of it; None for what is not an image."""


KINDS: Final = {
    kind.content_type: kind
    for kind in (
        Kind("image/jpeg", "jpg", "JPEG"),
        Kind("image/png", "png", "PNG"),
        Kind("image/webp", "webp", "WEBP"),
        Kind("application/pdf", "pdf"),
    )
}
MARKUP: Final = re.compile(
    rb"<(!doctype\s+html|html|head|body|script|iframe|object|embed|svg|\?php)[\s>/]", re.IGNORECASE
)
ARCHIVES: Final = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
ZIP_ENTRY: Final = b"PK\x01\x02"


def kind_of(file: IO[bytes]) -> Kind | None:
    """The one kind that the file is; None for every other, and for what is two things at once."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    kind = KINDS.get(filetype.guess_mime(head) or "")
    if kind is None or MARKUP.search(head, 0, NEAR_THE_START) or is_pdf(head) != (kind.image_format is None):
        return None
    if kind.image_format is None and not is_whole_pdf(file, head):
        return None
    return None if is_archive(file) else kind


def is_pdf(head: bytes) -> bool:
    """As lenient as the readers that open a PDF which starts somewhere in the first kilobyte."""
    return b"%PDF-" in head[:NEAR_THE_START]


def is_whole_pdf(file: IO[bytes], head: bytes) -> bool:
    file.seek(0, 2)
    file.seek(max(0, file.tell() - NEAR_THE_END))
    return head.startswith(b"%PDF-") and b"%%EOF" in file.read()


def is_archive(file: IO[bytes]) -> bool:
    """Archives are read from their end or searched for inside other files, so they hide behind any head."""
    found = signatures_in(file, (*ARCHIVES, ZIP_ENTRY))
    if found.intersection(ARCHIVES):
        return True
    # The four bytes that end a zip end one photo in 65,000 by chance; with an entry's as well, it is one.
    return ZIP_ENTRY in found and zipfile.is_zipfile(file)


def signatures_in(file: IO[bytes], signatures: tuple[bytes, ...]) -> set[bytes]:
    return {signature for window in windows(file) for signature in signatures if signature in window}


def windows(file: IO[bytes], overlap: int = 8) -> Iterator[bytes]:
    """The file in chunks, each with the end of the one before, so that nothing short is cut in two."""
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK_BYTES):
        yield tail + chunk
        tail = chunk[-overlap:]
