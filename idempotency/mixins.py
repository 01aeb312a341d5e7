"""The door for other apps: a mixin for viewsets and a decorator for other views."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, ClassVar, cast

from django.http.response import HttpResponseBase
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .attempts import Attempt
from .conf import conf
from .exceptions import IdempotencyError, InProgress, KeyReused, ResponseGone
from .execution import run_once
from .outcomes import Outcome

Handler = Callable[..., HttpResponseBase]

OUTCOMES: dict[type[IdempotencyError], Outcome] = {
    InProgress: Outcome.IN_PROGRESS,
    KeyReused: Outcome.REUSED,
    ResponseGone: Outcome.GONE,
}
"""Of attempts that do not run. A key that is missing or malformed makes none."""


def idempotent(handler: Handler) -> Handler:
    """Makes a DRF view's handler happen once a key: an APIView's method, or a function below ``@api_view``.

    It runs inside one transaction with the ledger entry. What it answers with a 2xx is kept; everything else
    is rolled back. A view may have a method ``prepare(request)``: work that needs no transaction and is
    harmless to repeat, such as checking and storing a file, done only when the request is not a replay.
    Its parsers are those of JSON and forms; a bare file body has no fingerprint.
    """

    @wraps(handler)
    def run(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return once(handler, *args, **kwargs)

    run.idempotent = True  # type: ignore[attr-defined]
    return run


def once(handler: Handler, *args: Any, **kwargs: Any) -> HttpResponseBase:
    """Runs a handler once a key, or answers as it answered then; its arguments include DRF's request."""
    request: Any = next(argument for argument in args if isinstance(argument, Request))
    view = request.parser_context["view"]

    def work() -> HttpResponseBase:
        rewind_files(request)
        return rendered(view, request, handler(*args, **kwargs))

    details = request.idempotency
    details.outcome = Outcome.REFUSED  # unless it ends in another way
    try:
        attempt = Attempt.of(request, scope=conf.scope(request), key=details.key)
        result = run_once(attempt, work, prepare=preparation(view, request))
    except IdempotencyError as refusal:
        details.headers, details.outcome = refusal.headers, OUTCOMES.get(type(refusal))
        raise
    details.outcome = result.outcome
    if result.replayed:
        details.headers = {"Idempotent-Replayed": "true"}
    return result.response


class IdempotencyMixin:
    """Makes every unsafe action of a viewset idempotent; stands first in its bases.

    Actions named in ``non_idempotent_actions`` are left alone.
    """

    non_idempotent_actions: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)  # type: ignore[misc]
        # DRF looks the handler up after initial(), so whatever authorises a request has run by then.
        method = (request.method or "").lower()
        handler = getattr(self, method, None) if method in self.http_method_names else None  # type: ignore[attr-defined]
        if handler and is_protected(self, method) and not is_idempotent(handler):
            setattr(self, method, partial(once, handler))


def is_protected(view: Any, method: str) -> bool:
    """Tells whether ``method`` of the view needs an Idempotency-Key."""
    if method.upper() in SAFE_METHODS:
        return False
    if is_idempotent(getattr(view, method.lower(), None)):
        return True
    return (
        isinstance(view, IdempotencyMixin)
        and getattr(view, "action", None) not in view.non_idempotent_actions
    )


def is_idempotent(handler: object) -> bool:
    return getattr(handler, "idempotent", False)


def preparation(view: APIView, request: Request) -> Callable[[], object] | None:
    """The view's ``prepare``, ready to be called, if it has one."""
    prepare = getattr(view, "prepare", None)
    return partial(prepare, request) if prepare else None


def rendered(view: APIView, request: Request, response: HttpResponseBase) -> HttpResponseBase:
    """Rendering inside the transaction: an answer that cannot be rendered must not be committed."""
    headers = dict(view.headers)
    response = view.finalize_response(request, cast("Response", response))
    view.headers = headers  # whose Vary it has used up
    if isinstance(response, Response):
        response.render()
    return response


def rewind_files(request: Request) -> None:
    for _, files in request.FILES.lists():
        for file in files:
            file.seek(0)
