"""Every error of the API as RFC 9457 ``application/problem+json``."""

import logging
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError
from django.http import Http404, HttpRequest
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.response import Response

from idempotency.exceptions import BodyTooLarge, translated

from .integrity import Conflict, as_conflict
from .problem_details import FieldProblem, problem
from .renderers import ProblemJSONRenderer
from .routes import method_of, shown_path

__all__ = [
    "Conflict",
    "FieldProblem",
    "csrf_failure",
    "exception_handler",
    "handler400",
    "handler403",
    "handler404",
    "handler500",
]

PROBLEM_JSON: Final = ProblemJSONRenderer.media_type

logger = logging.getLogger(__name__)


class InternalError(exceptions.APIException):
    """A bug or an outage; the log has the details."""

    default_code = "internal_error"
    default_detail = "Something went wrong here; it has been logged."


class ProblemResponse(Response):
    """Rendered as problem+json whatever the client accepts and the view renders."""

    def __init__(self, error: exceptions.APIException) -> None:
        super().__init__(
            problem(error),
            status=error.status_code,
            headers=headers_of(error),
            content_type=PROBLEM_JSON,
        )

    @property
    def rendered_content(self) -> bytes:  # type: ignore[override]
        self["Content-Type"] = PROBLEM_JSON
        return ProblemJSONRenderer().render(self.data)


def exception_handler(exc: Exception, context: dict[str, Any]) -> ProblemResponse:
    """DRF's ``EXCEPTION_HANDLER``; works without a view, for errors met outside one."""
    error = as_api_exception(exc)
    if isinstance(error, InternalError):
        request = context.get("request")
        place = f"{method_of(request)} {shown_path(request)}" if request is not None else "a request"
        logger.error("Unhandled exception in %s", place, exc_info=exc, extra={"request": request})
    return ProblemResponse(error)


def as_api_exception(exc: Exception) -> exceptions.APIException:
    """What the client is told about any exception."""
    exc = translated(exc)
    match exc:
        case exceptions.APIException():
            return exc
        case Http404():
            return exceptions.NotFound()
        case PermissionDenied():
            return exceptions.PermissionDenied()
        case RequestDataTooBig():
            return BodyTooLarge(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
        case SuspiciousOperation() | BadRequest():
            return exceptions.ParseError(code="bad_request")
        case IntegrityError():
            return as_conflict(exc) or InternalError()
    return InternalError()


def headers_of(error: exceptions.APIException) -> dict[str, str]:
    headers = dict(getattr(error, "headers", None) or {})
    if wait := getattr(error, "wait", None):
        headers.setdefault("Retry-After", str(int(wait)))
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    return headers


def rendered(error: exceptions.APIException) -> ProblemResponse:
    response = ProblemResponse(error)
    response.render()
    return response


@csrf_exempt
def not_found_view(request: HttpRequest, *args: Any, **kwargs: Any) -> ProblemResponse:
    """For a catch-all route, so that an unknown path is a problem with DEBUG on, too."""
    return rendered(exceptions.NotFound())


def handler400(request: HttpRequest, exception: Exception | None = None) -> ProblemResponse:
    return rendered(as_api_exception(exception or BadRequest()))


def handler403(request: HttpRequest, exception: Exception | None = None) -> ProblemResponse:
    return rendered(exceptions.PermissionDenied())


def csrf_failure(request: HttpRequest, reason: str = "") -> ProblemResponse:
    """Django's ``CSRF_FAILURE_VIEW``."""
    return rendered(exceptions.PermissionDenied("The form is not of this site, or too old: load it again."))


def handler404(request: HttpRequest, exception: Exception | None = None) -> ProblemResponse:
    return rendered(exceptions.NotFound())


def handler500(request: HttpRequest) -> ProblemResponse:
    return rendered(InternalError())
