from typing import Final

from django_filters import rest_framework as filters
from django_filters.utils import translate_validation
from rest_framework.exceptions import ErrorDetail, ValidationError

from hotelops.api.filters import (
    CalendarDayFilter,
    InstantFilter,
    StrictFilterSet,
    TrueFalseFilter,
    WholeNumberFilter,
)

from .models import ExpenseCategory, PaymentMode, RevenueSource
from .summary import Period

MAX_DAYS: Final = 366


class PaymentFilterSet(StrictFilterSet):
    property = WholeNumberFilter(field_name="property_id")
    mode = filters.ChoiceFilter(field_name="payment_mode", choices=PaymentMode.choices)
    from_ = InstantFilter(field_name="occurred_at", lookup_expr="gte", help_text="At this instant or later.")
    to = InstantFilter(field_name="occurred_at", lookup_expr="lt", help_text="Before this instant.")
    min = WholeNumberFilter(field_name="amount_cents", lookup_expr="gte", help_text="In minor units.")
    max = WholeNumberFilter(field_name="amount_cents", lookup_expr="lte", help_text="In minor units.")
    voided = TrueFalseFilter(field_name="voided_at", lookup_expr="isnull", exclude=True)


class ExpenseFilterSet(PaymentFilterSet):
    category = filters.ChoiceFilter(choices=ExpenseCategory.choices)


class RevenueFilterSet(PaymentFilterSet):
    source = filters.ChoiceFilter(choices=RevenueSource.choices)


class SummaryFilterSet(StrictFilterSet):
    """Days are those of each property's own time zone, the last one included."""

    also_known = frozenset()

    from_ = CalendarDayFilter(required=True, help_text="First day.")
    to = CalendarDayFilter(required=True, help_text="Last day, included.")
    property = WholeNumberFilter()

    def period(self) -> Period:
        """Raises a ValidationError that names each wrong parameter."""
        if not self.is_valid():
            raise translate_validation(self.errors)
        stated = self.form.cleaned_data
        period = Period(stated["from"], stated["to"], stated["property"])
        if not 0 <= (period.last - period.first).days < MAX_DAYS:
            message = f"Must be the first day or later, and at most {MAX_DAYS} days in all."
            raise ValidationError({"to": [ErrorDetail(message, "out_of_range")]})
        return period
