from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from rest_framework.exceptions import APIException, NotFound


class FileTooLarge(APIException, RequestDataTooBig):
    """Also one of Django's own errors, so that views which are not DRF's answer with it, too."""

    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_code = "file_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"A file may have at most {limit} bytes. Send a smaller one.")


class StorageUnavailable(APIException):
    """Disk or bucket failed: the client sends the same request again."""

    status_code = HTTPStatus.SERVICE_UNAVAILABLE
    default_code = "storage_unavailable"
    default_detail = "Files cannot be stored or read right now. Send the same request again."
    wait = 1
    headers = {"X-Should-Retry": "true"}  # noqa: RUF012


class ContentMissing(NotFound):
    """The row is there, its blob is not: somebody has to look into it."""

    default_code = "content_missing"
    default_detail = "The content of this file is missing."
