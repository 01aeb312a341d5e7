"""Blobs in a folder of this machine."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Final
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage

INCOMING: Final = ".incoming"
ASIDE: Final = ","
"""Stands for the slashes in the name of a blob that is set aside, and before its unique end."""


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

    def delete_if_older(self, name: str, before: datetime) -> bool:
        """Exact: sets the blob aside first, so that the age looked at is that of the very file it deletes."""
        if self.get_modified_time(name) >= before:
            return False
        aside = self.set_aside(name)
        if is_older := self.get_modified_time(aside) < before:
            self.delete(aside)
        else:
            self.put_back(aside)
        return is_older

    def set_aside(self, name: str) -> str:
        self.make_folder(Path(self.path(INCOMING)))
        aside = f"{INCOMING}/{name.replace('/', ASIDE)}{ASIDE}{uuid4().hex}"
        Path(self.path(name)).rename(self.path(aside))
        return aside

    def put_back(self, aside: str) -> None:
        """As if written now: over a blob that was, too, it must not look old."""
        name = aside.removeprefix(f"{INCOMING}/").rpartition(ASIDE)[0].replace(ASIDE, "/")
        target = Path(self.path(name))
        os.utime(self.path(aside))
        Path(self.path(aside)).replace(target)
        make_durable(target.parent)

    def restore(self) -> None:
        for aside in self.incoming():
            if ASIDE in aside:
                with suppress(FileNotFoundError):  # whoever set it aside is alive and done with it
                    self.put_back(aside)

    def leftovers(self) -> Iterator[str]:
        return (name for name in self.incoming() if ASIDE not in name)

    def incoming(self) -> Iterator[str]:
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
