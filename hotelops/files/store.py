"""Where blobs are: ``STORAGES["uploads"]``, a folder or a bucket, private and addressed by content."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO, ClassVar, Protocol, cast

from django.core.files import File
from django.core.files.storage import storages

from .exceptions import StorageUnavailable

logger = logging.getLogger(__name__)


class BlobStorage(Protocol):
    """The part of Django's storage API that blobs need, and what tells a folder from a bucket."""

    errors: ClassVar[tuple[type[Exception], ...]]
    """What it raises when the folder or the bucket fails."""

    def save(self, name: str, content: File) -> str:
        """Writes the whole blob or nothing, also over one that is there, which is as new as today then."""

    def open(self, name: str) -> File: ...

    def exists(self, name: str) -> bool: ...

    def delete(self, name: str) -> None: ...

    def listdir(self, path: str) -> tuple[list[str], list[str]]: ...

    def get_modified_time(self, name: str) -> datetime: ...

    def temporary_url(self, name: str, content_type: str, disposition: str) -> str | None:
        """Where a client fetches the blob itself for a short time; None if only this process can read it."""

    def delete_if_older(self, name: str, before: datetime) -> bool:
        """Deletes what was last written before then, and says whether it was. Raises FileNotFoundError."""

    def restore(self) -> None:
        """Puts back blobs that a killed process had set aside to delete: they may be needed."""

    def leftovers(self) -> Iterator[str]:
        """Names of files that a killed process had not finished writing."""


def storage() -> BlobStorage:
    return cast(BlobStorage, storages["uploads"])


def blob_path(organisation_id: int, sha256: str) -> str:
    return f"{organisation_id}/{sha256[:2]}/{sha256}"


def put(path: str, content: IO[bytes]) -> None:
    """Raises StorageUnavailable."""
    with trouble_as_503():
        storage().save(path, File(content))


@contextmanager
def trouble_as_503() -> Iterator[None]:
    """The log gets the kind of error alone: messages hold paths, and logs are read by many."""
    try:
        yield
    except storage().errors as error:
        logger.error("The store of uploads failed: %s", reason(error))
        raise StorageUnavailable from error


def reason(error: Exception) -> str:
    """What failed, without the paths of its message."""
    code = getattr(error, "response", {}).get("Error", {}).get("Code") or getattr(error, "strerror", None)
    return f"{type(error).__name__}, {code}" if code else type(error).__name__
