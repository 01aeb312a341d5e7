import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hotelops.api.routes import method_of, route_of

from .measures import measures
from .process import Process

logger = logging.getLogger(__name__)


class RequestMetrics:
    """Counts and times requests, where there is a token to read that with and room on the disk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.METRICS_TOKEN:
            raise MiddlewareNotUsed
        try:
            self.measures = measures()
        except OSError as error:
            logger.error("This process has no metrics: %s", error.strerror)
            raise MiddlewareNotUsed from None
        self.get_response = get_response
        self.process = Process(self.measures)
        self.process.begin()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        self.measures.answered(method_of(request), route_of(request), response.status_code, seconds)
        return response
