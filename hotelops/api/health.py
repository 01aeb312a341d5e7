"""Whether this process lives, and whether it can serve."""

import logging
from typing import Literal

from django.conf import settings
from django.db import Error, connection
from drf_spectacular.utils import OpenApiResponse, extend_schema
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from idempotency.replay_cache import connected

logger = logging.getLogger(__name__)

READY = OpenApiResponse(
    {
        "type": "object",
        "required": ["status", "database", "redis"],
        "properties": {
            "status": {"enum": ["ok", "unavailable"]},
            "database": {"enum": ["ok", "unavailable"]},
            "redis": {"enum": ["ok", "unavailable", "embedded"]},
        },
    }
)
LIVE = OpenApiResponse({"type": "object", "properties": {"status": {"const": "ok"}}})


class HealthView(APIView):
    """Open to anyone: load balancers carry no token."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()


class LiveView(HealthView):
    @extend_schema(responses=LIVE)
    def get(self, request: Request) -> Response:
        """Answers as long as the process does, whatever became of its servers."""
        return Response({"status": "ok"})


class ReadyView(HealthView):
    @extend_schema(responses={200: READY, 503: READY})
    def get(self, request: Request) -> Response:
        """The database is needed; Redis only makes retries faster, so it is reported, not required."""
        database = database_state()
        body = {"status": database, "database": database, "redis": redis_state()}
        return Response(body, status=200 if database == "ok" else 503)


def database_state() -> Literal["ok", "unavailable"]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        logger.warning("The database does not answer: %s", type(error).__name__)
        return "unavailable"
    return "ok"


def redis_state() -> Literal["ok", "unavailable", "embedded"]:
    try:
        with connected() as redis:
            redis.exists("health")  # a server that answers PING may refuse everything else
    except RedisError as error:
        logger.warning("Redis does not answer: %s", type(error).__name__)
        return "unavailable"
    return "ok" if settings.REDIS_URL else "embedded"


live = LiveView.as_view()
ready = ReadyView.as_view()
