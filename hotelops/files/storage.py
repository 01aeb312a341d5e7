"""Blobs in a folder of this machine."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage

INCOMING: Final = ".incoming"


class LocalStorage(FileSystemStorage):
    """Private to the account of the process; a blob appears whole, on the disk, or not at all."""

    errors: ClassVar[tuple[type[Exception], ...]] = (OSError,)

    def __init__(self, location: Any) -> None:
        super().__init__(location, directory_permissions_mode=0o700, allow_overwrite=True)

    def _save(self, name: str, content: File) -> str:
        target = Path(self.path(name))
        self.make_folder(target.parent)
        written = self.written(content)
        try:
            written.replace(target)
        except OSError:
            written.unlink()
            raise
        make_durable(target.parent)
        return name

    def written(self, content: File) -> Path:
        """The content on the disk, in a file of mode 0600 that no blob's name leads to."""
        incoming = Path(self.path(INCOMING))
        self.make_folder(incoming)
        descriptor, name = tempfile.mkstemp(dir=incoming)
        try:
            with os.fdopen(descriptor, "wb") as file:
                content.seek(0)
                shutil.copyfileobj(content, file, File.DEFAULT_CHUNK_SIZE)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            Path(name).unlink()
            raise
        return Path(name)

    def make_folder(self, folder: Path) -> None:
        """Makes the folder and those above it, each of them there after a power cut."""
        if folder.is_dir():
            return
        self.make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        make_durable(folder.parent)

    def url(self, name: str | None) -> str:
        raise ValueError("Uploads have no public address.")

    def temporary_url(self, name: str, content_type: str, disposition: str) -> None:
        return None

    def leftovers(self) -> Iterator[str]:
        incoming = Path(self.path(INCOMING))
        if incoming.is_dir():
            yield from (f"{INCOMING}/{file.name}" for file in incoming.iterdir())


def make_durable(folder: Path) -> None:
    """The folder's entries reach the disk, not only the content of its files."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
