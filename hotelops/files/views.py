from collections.abc import Iterable
from typing import Any, Final

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from .downloads import download
from .kinds import KINDS

CONTENT_RESPONSES: Final[dict[Any, OpenApiResponse]] = {
    **{
        (200, content_type): OpenApiResponse(OpenApiTypes.BINARY, "The content, as a download.")
        for content_type in KINDS
    },
    302: OpenApiResponse(None, "Where the content is for the next five minutes."),
}


class WhateverIsAccepted(DefaultContentNegotiation):
    """Files are what they are: a client that accepts images only gets its PDF, and problems as JSON."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type or ""


class ContentMixin:
    """Adds ``…/{id}/content`` to a viewset of ``StoredFile`` rows, seen by whoever sees the row."""

    @extend_schema(responses=CONTENT_RESPONSES)
    @action(detail=True, content_negotiation_class=WhateverIsAccepted)
    def content(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The stored content, under a safe name and never cached; from a bucket through a redirect."""
        return download(self.get_object())  # type: ignore[attr-defined]
