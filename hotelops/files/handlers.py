"""What a request's files pass while they stream in, named in ``FILE_UPLOAD_HANDLERS``."""

from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from .exceptions import FileTooLarge
from .temporary import Received, disk_failed

LARGEST_FILE: Final = 10 * 1024 * 1024


class FileSizeLimit(FileUploadHandler):
    """Stands first: stops a file after ``LARGEST_FILE`` bytes, and refuses the request when it is read.

    Refused at once, a client that is still sending would meet a closed connection instead of the answer.
    """

    received = 0
    exceeded = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.received += len(raw_data)
        if self.received <= LARGEST_FILE:
            return raw_data
        self.exceeded = True
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """The next handler has the file."""
        return None

    def upload_complete(self) -> None:
        if self.exceeded:
            raise FileTooLarge(LARGEST_FILE)


class UnnamedFile(FileUploadHandler):
    """Takes what does not fit into memory, and keeps nothing of it when a worker is killed."""

    file: Received

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        try:
            self.file = Received()
        except OSError as error:
            raise disk_failed(error) from error

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        rest = memoryview(raw_data)
        try:
            while rest:
                rest = rest[self.file.write(rest) :]
        except OSError as error:
            raise disk_failed(error) from error

    def file_complete(self, file_size: int) -> UploadedFile:
        self.file.seek(0)
        facts = self.file_name, self.content_type, file_size, self.charset, self.content_type_extra
        return UploadedFile(self.file, *facts)
