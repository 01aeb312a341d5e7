"""Temporary files without a name, which go with their last reader, or with their process however it ends."""

import io
import logging
import os
from contextlib import suppress
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import NoReturn

from .exceptions import StorageUnavailable
from .store import reason

logger = logging.getLogger(__name__)


class Received(io.FileIO):
    """For what comes in. Without a buffer, closing it has nothing left to write and cannot fail."""

    def __init__(self) -> None:
        with TemporaryFile(buffering=0) as file:
            super().__init__(os.dup(file.fileno()), "r+")

    def __del__(self) -> None:
        self.close()


class Scratch(SpooledTemporaryFile[bytes]):
    """To write into, in memory at first."""

    def fileno(self) -> NoReturn:
        """Makes Pillow call ``write``: by number, it takes a short write to a full disk for a whole one."""
        raise io.UnsupportedOperation("fileno")

    def __del__(self) -> None:
        with suppress(OSError):  # what a full disk does not take is not wanted any more
            self.close()


def disk_failed(error: OSError) -> StorageUnavailable:
    logger.error("A temporary file failed: %s", reason(error))
    return StorageUnavailable()
