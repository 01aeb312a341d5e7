from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from .keys import decoded


def check_document_keys(**kwargs: Any) -> list[CheckMessage]:
    try:
        keys = {decoded(key) for key in settings.DOCUMENT_KEYS}
    except ValueError:
        keys = set()
    if keys:
        return []
    message = "DOCUMENT_KEYS must be keys of 32 bytes in urlsafe base64, separated by commas."
    return [Error(message, id="guestcheckin.E001")]
