from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.html import format_html

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly
from hotelops.accounts.admin_filters import whether

from .models import Expense, Payment, Revenue
from .money import decimal, money


class PaymentAdmin(ReadOnly, OrganisationAdmin):
    change_list_template = "admin/finance/change_list.html"
    date_hierarchy = "occurred_at"
    list_select_related = ("property", "created_by", "voided_by")
    search_fields: ClassVar[tuple[str, ...]] = ("description", "payment_reference", "=id")
    search_help_text = "Part of a description or of a payment's reference, or an id"
    list_per_page = 50
    show_full_result_count = False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and (context := response.context_data):
            context["totals"] = totals(context["cl"].queryset) if "cl" in context else []
        return response

    @admin.display(description="amount", ordering="amount_cents")
    def amount(self, payment: Payment) -> str:
        """Struck through where it counts nowhere."""
        shown = "{}" if payment.voided_at is None else "<s>{}</s>"
        return format_html(shown, money(payment.amount_cents, payment.currency))

    @admin.display(description="amount")
    def decimal_amount(self, payment: Payment) -> Decimal:
        return decimal(payment.amount_cents, payment.currency)


def totals(payments: QuerySet[Any]) -> list[dict[str, Any]]:
    """What they add up to in each currency, without what is voided: the database adds up."""
    rows = payments.filter(voided_at=None).order_by("currency").values("currency")
    sums = rows.annotate(payments=Count("pk"), amount=Sum("amount_cents"))
    return [
        {"payments": row["payments"], "money": money(int(row["amount"]), row["currency"])} for row in sums
    ]


FILTERS = (
    "payment_mode",
    "currency",
    whether("voided", field="voided_at"),
    "property",
)
SHOWN = ("amount", "description", "payment_mode", "property", "voided_at")
FIRST = ("id", "occurred_at", "property")
LAST = ("decimal_amount", "currency", "payment_mode", "payment_reference", "description")
VOIDS = ("created_by", "created_at", "voided_at", "voided_by", "void_reason")
WHAT = ("amount", "description", "occurred_at", "property", "payment_mode", "payment_reference")
RECORD: Any = (
    ("Recorded", {"fields": ("created_by", "created_at")}),
    ("Voided", {"fields": ("voided_at", "voided_by", "void_reason")}),
)


@admin.register(Expense)
class ExpenseAdmin(PaymentAdmin):
    list_display = ("id", "occurred_at", "category", *SHOWN, "vendor")
    list_filter = ("category", *FILTERS)
    search_fields = (*PaymentAdmin.search_fields, "vendor")
    csv_columns = (*FIRST, "category", *LAST, "vendor", *VOIDS)
    fieldsets = ((None, {"fields": ("category", *WHAT, "vendor", "receipt")}), *RECORD)


@admin.register(Revenue)
class RevenueAdmin(PaymentAdmin):
    list_display = ("id", "occurred_at", "source", *SHOWN)
    list_filter = ("source", *FILTERS)
    csv_columns = (*FIRST, "source", *LAST, *VOIDS)
    fieldsets = ((None, {"fields": ("source", *WHAT, "check_in")}), *RECORD)
