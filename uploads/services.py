"""What changes several rows at once, in the transaction of whoever calls."""

from django.urls import reverse

from idempotency.erasure import erase_answers

from .models import Upload


def delete_upload(*, upload: Upload) -> None:
    """Deletes the row and empties the answers kept for retries; its blob is to be discarded after COMMIT.

    Raises RedisError, and ProtectedError when something refers to it, after which nothing must be committed.
    """
    erase_answers(str(upload.organisation_id), [reverse("uploads-detail", args=[upload.pk])])
    upload.delete()
