"""Erasing a guest from outside a request: by the command and by the admin site."""

from typing import Final

from django.db import OperationalError, transaction
from redis.exceptions import RedisError

from hotelops.accounts.models import User
from hotelops.files.blobs import discard
from hotelops.files.store import storage

from .models import Stay
from .services import Erasure, erase_guest

IN_USE: Final = (
    " Files that another request may be using: {}; `manage.py sweep_uploads` decides an hour from now."
)


class ErasureFailed(Exception):
    """Something is left; the message says what to do about it, and names no guest."""


def erase(stay: Stay, *, by: User | None) -> str:
    """Erases the guest of a stay in one transaction, then the files. Says what was done.

    Raises ErasureFailed.
    """
    try:
        with transaction.atomic(durable=True):
            erasure = erase_guest(stay=stay, by=by)
    except RedisError as error:
        raise ErasureFailed(
            f"{stay}: nothing was erased, since Redis, which holds answers about the guest, fails "
            f"({type(error.__cause__ or error).__name__}). Run it again when it works."
        ) from error
    except OperationalError as error:
        raise ErasureFailed(
            f"{stay}: nothing was erased, since another request holds this stay or the database does not "
            "answer. Run it again in a moment."
        ) from error
    return report(erasure, files_left=discard_files(erasure))


def discard_files(erasure: Erasure) -> int:
    try:
        return discard(erasure.stay.organisation_id, erasure.blobs)
    except storage().errors as error:
        raise ErasureFailed(
            f"{erasure.stay}: the guest was erased, but FILES ARE LEFT in the store, which failed. "
            "Run `manage.py sweep_uploads` an hour from now to remove them."
        ) from error


def report(erasure: Erasure, *, files_left: int) -> str:
    if erasure.was_erased:
        return f"{erasure.stay}: the guest had been erased before."
    return (
        f"{erasure.stay}: erased the guest, documents: {erasure.documents}, "
        f"answers kept for retries: {erasure.answers}."
    ) + (IN_USE.format(files_left) if files_left else "")
