"""What a client is told when its request cannot run, and what that means for a retry."""

from django.db import Error as DatabaseError
from django.db import InternalError, OperationalError
from django.http import UnreadablePostError
from rest_framework import status
from rest_framework.exceptions import APIException


class IdempotencyError(APIException):
    """A refusal of this app. ``wait`` (seconds) becomes Retry-After; ``headers`` are sent as they are."""

    headers: dict[str, str] = {}  # noqa: RUF012


class KeyMissing(IdempotencyError):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "idempotency_key_missing"
    default_detail = "Send an Idempotency-Key header: a fresh UUID a request, the same one in its retries."


class KeyInvalid(IdempotencyError):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "idempotency_key_invalid"
    default_detail = (
        "Idempotency-Key must be one value of 1 to 255 characters out of A-Z a-z 0-9 . _ ~ : + / = -"
    )


class InProgress(IdempotencyError):
    """The first request with this key is still running."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_in_progress"
    default_detail = "A request with this Idempotency-Key is still running. Send this one again in a second."
    wait = 1
    headers = {"X-Should-Retry": "true"}  # noqa: RUF012


class KeyReused(IdempotencyError):
    """The key belongs to another request of this scope."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "idempotency_key_reused"
    default_detail = "This Idempotency-Key was used for another request. Use a new key for a new request."
    headers = {"X-Should-Retry": "false"}  # noqa: RUF012


class ResponseGone(IdempotencyError):
    """The request was done, but its answer is no longer kept or cannot be opened; it never runs again."""

    status_code = status.HTTP_410_GONE
    default_code = "idempotency_response_gone"
    default_detail = "This request was done before, but its answer is no longer kept."

    def __init__(self, location: str) -> None:
        super().__init__()
        self.headers = {"X-Should-Retry": "false"} | ({"Location": location} if location else {})


class BodyIncomplete(IdempotencyError):
    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "body_incomplete"
    default_detail = "The request body was cut off. Nothing was done; send the whole request again."
    headers = {"X-Should-Retry": "true"}  # noqa: RUF012


class LengthRequired(IdempotencyError):
    status_code = status.HTTP_411_LENGTH_REQUIRED
    default_code = "length_required"
    default_detail = "Send the request body with a Content-Length header, without Transfer-Encoding."


class BodyTooLarge(IdempotencyError):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The request body is larger than {limit} bytes.")


class DatabaseUnavailable(IdempotencyError):
    """Nothing is known to be done: the client sends the same request again."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_code = "database_unavailable"
    default_detail = "The database cannot answer right now. Send the same request again."
    wait = 1
    headers = {"X-Should-Retry": "true"}  # noqa: RUF012


SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"
IDLE_IN_TRANSACTION_TIMEOUT, READ_ONLY_SERVER = "25P03", "25006"
SQLITE_BUSY, SQLITE_LOCKED = 5, 6


def sqlstate(error: BaseException) -> str | None:
    """Postgres' code for what went wrong; none where the server never answered."""
    return getattr(error.__cause__, "sqlstate", None)


def is_worth_another_run(error: BaseException) -> bool:
    return sqlstate(error) in (SERIALIZATION_FAILURE, DEADLOCK_DETECTED)


def is_database_unavailable(error: BaseException) -> bool:
    """Tells trouble of the server, the network or the load from an error of the program.

    psycopg raises its OperationalError for lost connections, timeouts, shutdown, deadlocks and exhaustion.
    """
    if isinstance(error, InternalError):
        return sqlstate(error) in (IDLE_IN_TRANSACTION_TIMEOUT, READ_ONLY_SERVER)
    if not isinstance(error, OperationalError):
        return False
    sqlite_code = getattr(error.__cause__, "sqlite_errorcode", None)
    return sqlite_code is None or sqlite_code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)


def translated(error: Exception) -> Exception:
    """The APIException that an exception of Django's amounts to, or the exception itself."""
    if isinstance(error, UnreadablePostError):
        return BodyIncomplete()
    if isinstance(error, DatabaseError) and is_database_unavailable(error):
        return DatabaseUnavailable()
    return error
