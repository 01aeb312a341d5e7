"""Views that show one thing each; a Group is the row that a request makes."""

from typing import Any, ClassVar

from django.contrib.auth.models import Group
from django.db import OperationalError
from django.http import StreamingHttpResponse
from psycopg.errors import DeadlockDetected
from rest_framework.decorators import action, api_view, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSet

from hotelops.api.parsers import StrictJSONParser
from idempotency.mixins import IdempotencyMixin, idempotent


class Deadlock(OperationalError):
    """What Django raises when Postgres ends a deadlock."""

    def __init__(self) -> None:
        super().__init__("deadlock detected")
        self.__cause__ = DeadlockDetected()


class GroupViewSet(IdempotencyMixin, ViewSet):
    permission_classes = (IsAuthenticated,)
    parser_classes = (StrictJSONParser, MultiPartParser, FormParser)
    non_idempotent_actions = frozenset({"ping"})

    prepared: ClassVar[list[str]] = []
    deadlocks: ClassVar[list[Deadlock]] = []

    def prepare(self, request: Request) -> None:
        self.prepared.append(request.path)

    def list(self, request: Request) -> Response:
        return Response(list(Group.objects.values_list("name", flat=True)))

    def create(self, request: Request) -> Response:
        data: Any = request.data
        group = Group.objects.create(name=data["name"])
        content = [file.read().decode() for file in request.FILES.getlist("file")]
        if self.deadlocks:
            raise self.deadlocks.pop()
        body = {"id": group.pk, "name": group.name, "content": content}
        return Response(body, status=201, headers={"Location": f"/groups/{group.pk}"})

    def destroy(self, request: Request, pk: str) -> Response:
        Group.objects.filter(pk=pk).delete()
        return Response(status=204)

    @action(detail=False, methods=["post"])
    def refuse(self, request: Request) -> Response:
        Group.objects.create(name="refused")
        return Response({"refused": True}, status=422)

    @action(detail=False, methods=["post"])
    def redirect(self, request: Request) -> Response:
        Group.objects.create(name="redirected")
        return Response(status=303, headers={"Location": "/elsewhere"})

    @action(detail=False, methods=["post"])
    def invalid(self, request: Request) -> Response:
        Group.objects.create(name="invalid")
        raise ValidationError({"name": "no"})

    @action(detail=False, methods=["post"])
    def crash(self, request: Request) -> Response:
        Group.objects.create(name="crashed")
        raise RuntimeError("a bug")

    @action(detail=False, methods=["post"])
    def unrenderable(self, request: Request) -> Response:
        Group.objects.create(name="unrenderable")
        return Response({"what": object()})

    @action(detail=False, methods=["post"])
    def stream(self, request: Request) -> StreamingHttpResponse:
        Group.objects.create(name="streamed")
        return StreamingHttpResponse(iter([b"a", b"b"]))

    @action(detail=False, methods=["post"])
    @idempotent
    def decorated(self, request: Request) -> Response:
        return counted()

    @action(detail=False, methods=["post"])
    def ping(self, request: Request) -> Response:
        return Response({"pong": True})


class CountView(APIView):
    permission_classes = (IsAuthenticated,)

    @idempotent
    def post(self, request: Request) -> Response:
        return counted()


@api_view(["POST"])
@permission_classes([IsAuthenticated])
@idempotent
def count(request: Request) -> Response:
    return counted()


def counted() -> Response:
    Group.objects.create(name=str(Group.objects.count()))
    return Response({"count": Group.objects.count()})


class OpenUploadView(APIView):
    """Reads the body without idempotency, as login does."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (StrictJSONParser, MultiPartParser)

    def post(self, request: Request) -> Response:
        return Response({"fields": sorted(request.data)})
