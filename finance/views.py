from typing import Any, cast

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.viewsets import GenericViewSet

from hotelops.accounts.models import User
from hotelops.accounts.roles import reaches_others
from hotelops.accounts.tenancy import TenantQuerySet
from hotelops.api.ids import INTEGER_ID
from idempotency.mixins import IdempotencyMixin

from .filters import ExpenseFilterSet, RevenueFilterSet, SummaryFilterSet
from .models import Expense, Revenue
from .renderers import SummaryCSVRenderer
from .serializers import ExpenseSerializer, RevenueSerializer, VoidSerializer
from .summary import Line, Period, lines, tree
from .summary_serializers import SummarySerializer


class PaymentViewSet(
    IdempotencyMixin,
    mixins.CreateModelMixin,
    mixins.ListModelMixin,
    mixins.RetrieveModelMixin,
    GenericViewSet[Any],
):
    """Payments are created and voided, never changed or deleted. Staff see their own only."""

    lookup_value_regex = INTEGER_ID

    def get_queryset(self) -> QuerySet[Any]:
        user = self.request.user
        rows = cast(TenantQuerySet[Any], super().get_queryset()).for_user(user)
        if not reaches_others(user, self):
            rows = rows.filter(created_by=user)
        return rows.select_for_update() if self.action == "void" else rows

    def perform_create(self, serializer: BaseSerializer[Any]) -> None:
        user = cast(User, self.request.user)
        serializer.save(organisation_id=user.organisation_id, created_by=user)

    def get_success_headers(self, data: Any) -> dict[str, str]:
        return {"Location": reverse(f"{self.basename}-detail", args=[data["id"]])}

    @extend_schema(request=VoidSerializer)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: str) -> Response:
        """Takes the row out of every sum, for good; it stays in the list, with the reason."""
        stated = VoidSerializer(data=request.data)
        stated.is_valid(raise_exception=True)
        row = self.get_object()
        row.void(by=request.user, reason=stated.validated_data["reason"])
        return Response(self.get_serializer(row).data)


class ExpenseViewSet(PaymentViewSet):
    queryset = Expense.objects.all()
    serializer_class = ExpenseSerializer
    filterset_class = ExpenseFilterSet


class RevenueViewSet(PaymentViewSet):
    queryset = Revenue.objects.all()
    serializer_class = RevenueSerializer
    filterset_class = RevenueFilterSet


class SummaryViewSet(GenericViewSet[Any]):
    """What expenses and revenues add up to, by currency. Voided ones count nowhere."""

    queryset = Expense.objects.all()
    filterset_class = SummaryFilterSet
    pagination_class = None

    @extend_schema(responses=SummarySerializer, filters=True)
    @action(detail=False)
    def summary(self, request: Request) -> Response:
        """Days are calendar days in the time zone of each property."""
        period, found = self.summed()
        return Response(SummarySerializer(tree(period, found)).data)

    @extend_schema(operation_id="finance_summary_csv", responses={(200, "text/csv"): str}, filters=True)
    @action(detail=False, url_path=r"summary\.csv", renderer_classes=[SummaryCSVRenderer])
    def summary_csv(self, request: Request) -> Response:
        """The same sums as a table, one sum a row."""
        period, found = self.summed()
        name = f"summary-{period.first}-{period.last}.csv"
        return Response(found, headers={"Content-Disposition": f'attachment; filename="{name}"'})

    def summed(self) -> tuple[Period, list[Line]]:
        period = SummaryFilterSet(self.request.query_params, self.get_queryset()).period()
        return period, lines(cast(User, self.request.user), period)
