from rest_framework import serializers

from hotelops.api.serializers import CamelSerializer

from .models import ExpenseCategory, PaymentMode, RevenueSource


class BalanceSerializer(CamelSerializer):
    expenses_cents = serializers.IntegerField()
    revenues_cents = serializers.IntegerField()
    net_cents = serializers.IntegerField(help_text="Revenues less expenses.")


class CategorySumSerializer(CamelSerializer):
    category = serializers.ChoiceField(choices=ExpenseCategory.choices)
    amount_cents = serializers.IntegerField()


class SourceSumSerializer(CamelSerializer):
    source = serializers.ChoiceField(choices=RevenueSource.choices)  # type: ignore[assignment]
    amount_cents = serializers.IntegerField()


class PaymentModeBalanceSerializer(BalanceSerializer):
    payment_mode = serializers.ChoiceField(choices=PaymentMode.choices)


class DayBalanceSerializer(BalanceSerializer):
    day = serializers.DateField(help_text="In the property's time zone.")


class CurrencySummarySerializer(BalanceSerializer):
    currency = serializers.CharField()
    by_category = CategorySumSerializer(many=True)
    by_source = SourceSumSerializer(many=True)
    by_payment_mode = PaymentModeBalanceSerializer(many=True)
    by_day = DayBalanceSerializer(many=True)


class SummarySerializer(CamelSerializer):
    """Sums of one currency are never added to those of another."""

    from_ = serializers.DateField(source="first")
    to = serializers.DateField(source="last")
    property_id = serializers.IntegerField(allow_null=True)
    currencies = CurrencySummarySerializer(many=True)
