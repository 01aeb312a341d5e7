from collections.abc import Callable
from typing import Any, cast

from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from hotelops.accounts.models import User
from hotelops.accounts.roles import RolePermission, reaches_others
from hotelops.api.ids import INTEGER_ID
from hotelops.api.schema import problem_response
from idempotency.mixins import IdempotencyMixin

from . import services
from .filters import CurrentFilterSet, ShiftFilterSet
from .models import Shift, ShiftQuerySet
from .permissions import StaffIdPermission
from .serializers import (
    CorrectionSerializer,
    ShiftSerializer,
    StaffCheckInSerializer,
    StaffCheckOutSerializer,
)


class AttendanceViewSet(IdempotencyMixin, GenericViewSet[Shift]):
    """Check-in and check-out: for oneself, or for somebody else by a manager."""

    queryset = Shift.objects.all()
    serializer_class = ShiftSerializer
    permission_classes = (RolePermission, StaffIdPermission)

    @extend_schema(request=StaffCheckInSerializer, responses={201: ShiftSerializer})
    @action(detail=False, methods=["post"], url_path="check-in")
    def check_in(self, request: Request) -> Response:
        """Starts a shift. A position outside the property's geofence is noted, not refused."""
        return self.clocked(services.check_in, StaffCheckInSerializer)

    @extend_schema(request=StaffCheckOutSerializer, responses={201: ShiftSerializer})
    @action(detail=False, methods=["post"], url_path="check-out")
    def check_out(self, request: Request) -> Response:
        """Ends the open shift."""
        return self.clocked(services.check_out, StaffCheckOutSerializer)

    def clocked(self, service: Callable[..., Shift], serializer_class: type[Serializer[Any]]) -> Response:
        stated = serializer_class(data=self.request.data, context=self.get_serializer_context())
        stated.is_valid(raise_exception=True)
        shift = service(by=self.request.user, **stated.validated_data)
        location = reverse("shifts-detail", args=[shift.pk])
        return Response(self.get_serializer(shift).data, status=201, headers={"Location": location})


class ShiftViewSet(IdempotencyMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet[Shift]):
    """Shifts are started and ended by check-in and check-out. Staff see their own only."""

    queryset = Shift.objects.all()
    serializer_class = ShiftSerializer
    filterset_class = ShiftFilterSet
    lookup_value_regex = INTEGER_ID

    def get_queryset(self) -> ShiftQuerySet:
        user = cast(User, self.request.user)
        rows = cast(ShiftQuerySet, super().get_queryset()).for_user(user)
        if not reaches_others(user, self):
            rows = rows.filter(staff=user)
        if self.action == "correct":
            return rows.locked()
        return rows.select_related("property", "staff").prefetch_related("events")

    @extend_schema(
        filters=True,
        responses={200: ShiftSerializer, **problem_response(404, "This person has no open shift.")},
    )
    @action(detail=False, filterset_class=CurrentFilterSet, pagination_class=None)
    def current(self, request: Request) -> Response:
        """The open shift: one's own, or another person's for a manager."""
        user, stated = cast(User, request.user), request.query_params.get("staff")
        if not reaches_others(user, self) and stated not in (None, str(user.pk)):
            raise PermissionDenied
        rows = self.filter_queryset(self.get_queryset().open())
        shift = (rows.filter(staff=user) if stated is None else rows).first()
        if shift is None:
            code, detail = services.NO_OPEN_SHIFT
            raise NotFound(detail, code)
        return Response(self.get_serializer(shift).data)

    @extend_schema(request=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Mends the times of a shift, or ends one that was left open; the times before are kept."""
        stated = CorrectionSerializer(data=request.data)
        stated.is_valid(raise_exception=True)
        shift = self.get_object()
        services.correct(shift=shift, by=cast(User, request.user), **stated.validated_data)
        return Response(self.get_serializer(shift).data)
