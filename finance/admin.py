from typing import ClassVar

from django.contrib import admin

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly

from .models import Expense, Payment, Revenue


class PaymentAdmin(ReadOnly, OrganisationAdmin):
    date_hierarchy = "occurred_at"
    list_select_related = ("property", "created_by")
    search_fields: ClassVar[tuple[str, ...]] = ("description", "payment_reference", "=id")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="amount", ordering="amount_cents")
    def amount(self, payment: Payment) -> str:
        """In minor units: 50000 of INR are 500 rupees."""
        return f"{payment.amount_cents} {payment.currency}"

    @admin.display(boolean=True, description="voided")
    def is_voided(self, payment: Payment) -> bool:
        return payment.voided_at is not None


FILTERS = (
    "payment_mode",
    "currency",
    ("voided_at", admin.EmptyFieldListFilter),
    "property",
)


@admin.register(Expense)
class ExpenseAdmin(PaymentAdmin):
    list_display = ("id", "occurred_at", "property", "category", "amount", "payment_mode", "is_voided")
    list_filter = ("category", *FILTERS)
    search_fields = (*PaymentAdmin.search_fields, "vendor")


@admin.register(Revenue)
class RevenueAdmin(PaymentAdmin):
    list_display = ("id", "occurred_at", "property", "source", "amount", "payment_mode", "is_voided")
    list_filter = ("source", *FILTERS)
