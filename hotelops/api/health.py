"""Whether this process lives, and whether it can serve."""

from typing import Final

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .readiness import database_state, migrations, redis_state, uploads

REQUIRED: Final = ("database", "migrations", "uploads")
"""Redis only makes retries faster, so it is reported, not required."""

READY = OpenApiResponse(
    {
        "type": "object",
        "required": ["status", *REQUIRED, "redis"],
        "properties": {
            "status": {"enum": ["ok", "unavailable"]},
            "database": {"enum": ["ok", "unavailable"]},
            "migrations": {"enum": ["ok", "pending", "unknown"]},
            "uploads": {"enum": ["ok", "unavailable"]},
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
        """Names what it needs: the database, all migrations, a place for uploads. Redis need not be there."""
        needed = states()
        is_ready = all(needed[name] == "ok" for name in REQUIRED)
        body = {"status": "ok" if is_ready else "unavailable", **needed}
        return Response(body, status=200 if is_ready else 503)


def states() -> dict[str, str]:
    database = database_state()
    return {
        "database": database,
        "migrations": migrations.state() if database == "ok" else "unknown",
        "uploads": uploads.state(),
        "redis": redis_state(),
    }


live = LiveView.as_view()
ready = ReadyView.as_view()
