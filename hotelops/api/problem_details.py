"""The body of a problem: what RFC 9457 calls its details."""

from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from typing import Any, Final

from rest_framework import exceptions

from .request_ids import current_request_id

NON_FIELD: Final = "non_field_errors"
MAX_ERRORS: Final = 100


class FieldProblem(exceptions.APIException):
    """A refusal of one field under a stable code of its own, which a client may want to act upon."""

    status_code = HTTPStatus.BAD_REQUEST

    def __init__(self, field: str, code: str, detail: str) -> None:
        super().__init__(detail, code)
        self.field = field


def problem(error: exceptions.APIException) -> dict[str, Any]:
    """The members of RFC 9457, our stable ``code``, the request's id, and the ``errors`` of a validation."""
    title = HTTPStatus(error.status_code).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": error.status_code}
    body["requestId"] = current_request_id()
    if isinstance(error, exceptions.ValidationError):
        detail = "The request is not valid: see errors."
        errors = list(islice(errors_in(error.detail), MAX_ERRORS))
        return body | {"detail": detail, "code": "validation_error", "errors": errors}
    body |= {"detail": detail_of(error), "code": code_of(error)}
    if isinstance(error, FieldProblem):
        body["errors"] = [{"field": error.field, "code": body["code"], "message": body["detail"]}]
    return body


def detail_of(error: exceptions.APIException) -> str:
    detail: Any = error.detail
    if isinstance(detail, dict):
        detail = detail.get("detail")
    return str(detail if isinstance(detail, str) else error.default_detail)


def code_of(error: exceptions.APIException) -> str:
    detail = error.detail
    if isinstance(detail, dict):
        return str(detail.get("code", error.default_code))
    return str(getattr(detail, "code", None) or error.default_code)


def errors_in(detail: Any, path: str = "") -> Iterator[dict[str, str]]:
    """One entry a message; ``field`` is the dotted path the client wrote, empty for the whole body."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from errors_in(inner, path if name == NON_FIELD else joined(path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from errors_in(inner, path if isinstance(inner, str) else joined(path, index))
    else:
        yield {"field": path, "code": str(detail.code), "message": str(detail)}


def joined(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
