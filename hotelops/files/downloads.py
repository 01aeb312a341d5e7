"""Giving a blob out: always as a download, never for display inside a page of ours."""

import logging
from typing import Final

from django.http import FileResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from .exceptions import ContentMissing
from .models import StoredFile
from .store import storage, trouble_as_503

PRIVATE: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}

logger = logging.getLogger(__name__)


def download(row: StoredFile) -> HttpResponseBase:
    """The blob itself, or a redirect to where a bucket gives it out for some minutes.

    Raises ContentMissing and StorageUnavailable.
    """
    with trouble_as_503():
        response = located(row)
    if response is None:
        logger.error("%s %s has no blob in the store", row._meta.label, row.pk)
        raise ContentMissing
    for name, value in PRIVATE.items():
        response[name] = value
    return response


def located(row: StoredFile) -> HttpResponseBase | None:
    blobs = storage()
    if not row.sha256 or not blobs.exists(row.path):
        return None
    disposition = content_disposition_header(as_attachment=True, filename=row.file_name) or "attachment"
    if url := blobs.temporary_url(row.path, row.content_type, disposition):
        return HttpResponseRedirect(url)
    return streamed(row)


def streamed(row: StoredFile) -> FileResponse | None:
    try:
        content = storage().open(row.path)
    except FileNotFoundError:  # swept or erased since it was looked for
        return None
    return FileResponse(content, as_attachment=True, filename=row.file_name, content_type=row.content_type)
