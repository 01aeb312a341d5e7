from typing import Final

from rest_framework import serializers

from hotelops.accounts.models import Property
from hotelops.accounts.tenancy import TenantRelatedField
from hotelops.api.fields import InstantField
from hotelops.api.serializers import CamelModelSerializer, CamelSerializer

from .models import Expense, Revenue

RECORDED: Final = ("created_by_id", "created_at", "voided_at", "voided_by_id", "void_reason")


class ExpenseSerializer(CamelModelSerializer[Expense]):
    property_id = TenantRelatedField(source="property", queryset=Property.objects.all())
    expense_date = InstantField(source="occurred_at")
    receipt_id = TenantRelatedField(
        source="receipt",
        to="uploads.Upload",
        pk_field=serializers.UUIDField(),
        required=False,
        allow_null=True,
    )

    class Meta:
        model = Expense
        fields = (
            "id",
            "property_id",
            "category",
            "amount_cents",
            "currency",
            "description",
            "expense_date",
            "payment_mode",
            "payment_reference",
            "vendor",
            "receipt_id",
            *RECORDED,
        )
        read_only_fields = RECORDED


class RevenueSerializer(CamelModelSerializer[Revenue]):
    property_id = TenantRelatedField(source="property", queryset=Property.objects.all())
    revenue_date = InstantField(source="occurred_at")
    check_in_id = TenantRelatedField(
        source="check_in", to="guestcheckin.Stay", required=False, allow_null=True
    )

    class Meta:
        model = Revenue
        fields = (
            "id",
            "property_id",
            "source",
            "amount_cents",
            "currency",
            "description",
            "revenue_date",
            "payment_mode",
            "payment_reference",
            "check_in_id",
            *RECORDED,
        )
        read_only_fields = RECORDED


class VoidSerializer(CamelSerializer):
    reason = serializers.CharField(max_length=500)
