from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import extend_schema
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from . import files
from .measures import measures


class ScrapeToken(BaseAuthentication):
    """``Authorization: Bearer`` with METRICS_TOKEN; where that is not set, there is nothing here."""

    def authenticate(self, request: Request) -> tuple[None, str]:
        if not settings.METRICS_TOKEN:
            raise NotFound
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
        if scheme.lower() != "bearer":
            raise NotAuthenticated
        if not constant_time_compare(token.strip(), settings.METRICS_TOKEN):
            raise AuthenticationFailed
        return None, "scrape"

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class MetricsView(APIView):
    authentication_classes = (ScrapeToken,)
    permission_classes = (AllowAny,)
    throttle_classes = ()

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """There is one form, whatever is asked for."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponse:
        return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def exposition() -> bytes:
    """The numbers of all workers of this machine, dead ones included."""
    folder = files.shared_folder()
    if folder is None:
        return generate_latest(measures().registry)
    registry = CollectorRegistry()
    with files.alone(folder):
        files.merge_dead(folder)
        MultiProcessCollector(registry, str(folder))
        return generate_latest(registry)
