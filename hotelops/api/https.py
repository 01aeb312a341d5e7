"""https only, where a proxy that speaks it stands in front."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from rest_framework.exceptions import APIException

from .problems import rendered

REDIRECTED: Final = ("GET", "HEAD")
FROM_INSIDE: Final = "/metrics"
"""Prometheus asks this process itself, and the proxy lets nobody else come here."""


class HttpsRequired(APIException):
    """What is sent in the clear has been read by others; a redirect would only keep the client at it."""

    status_code = HTTPStatus.FORBIDDEN
    default_code = "https_required"
    default_detail = "Use https. A password or token that was sent without it is no secret any more."


class HttpsOnly:
    """Refuses writes and tokens that came without https; Django's SecurityMiddleware redirects the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.SECURE_SSL_REDIRECT:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_harmless = request.method in REDIRECTED and "Authorization" not in request.headers
        if request.is_secure() or is_harmless or request.path == FROM_INSIDE:
            return self.get_response(request)
        return rendered(HttpsRequired())
