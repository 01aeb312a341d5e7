from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from hotelops.api.filters import CalendarDayFilter, StrictFilterSet, TrueFalseFilter, WholeNumberFilter


class ShiftFilterSet(StrictFilterSet):
    staff = WholeNumberFilter(field_name="staff_id")
    property = WholeNumberFilter(field_name="property_id")
    state = filters.ChoiceFilter(choices=[("open", "Open"), ("closed", "Closed")], method="in_state")
    from_ = CalendarDayFilter(field_name="work_date", lookup_expr="gte", help_text="First work date.")
    to = CalendarDayFilter(field_name="work_date", lookup_expr="lte", help_text="Last work date, included.")
    outsideGeofence = TrueFalseFilter(field_name="outside_geofence")  # noqa: N815

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        return rows.filter(ended_at__isnull=value == "open")


class CurrentFilterSet(StrictFilterSet):
    also_known = frozenset()
    staff = WholeNumberFilter(field_name="staff_id", help_text="Another person, for managers.")
