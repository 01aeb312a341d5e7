from typing import Any, cast

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from hotelops.accounts.models import Property
from hotelops.api.filters import InstantFilter, StrictFilterSet, TrueFalseFilter, WholeNumberFilter

from .days import Day, todays
from .models.stay_queries import StayQuerySet
from .serializer_fields import room_number

STATES = ("in-house", "arrived-today", "due-out", "departed")


class StayFilterSet(StrictFilterSet):
    """Today is the calendar day in the time zone of each property."""

    state = filters.ChoiceFilter(
        choices=[(state, state) for state in STATES],
        method="in_state",
        help_text="Guests who are due out include those who are overdue.",
    )
    property = WholeNumberFilter(field_name="property_id")
    room = filters.CharFilter(method="in_room", max_length=20, help_text="The whole number of the room.")
    name = filters.CharFilter(
        field_name="guest_name", lookup_expr="icontains", max_length=200, help_text="A part of it."
    )
    formDue = TrueFalseFilter(  # noqa: N815
        field_name="form_is_due", help_text="Due and not submitted yet."
    )
    from_ = InstantFilter(field_name="check_in_at", lookup_expr="gte", help_text="Checked in then or later.")
    to = InstantFilter(field_name="check_in_at", lookup_expr="lt", help_text="Checked in before.")

    def in_state(self, rows: QuerySet[Any], name: str, state: str) -> QuerySet[Any]:
        stays = cast(StayQuerySet, rows)
        if state == "in-house":
            return stays.in_house()
        if state == "departed":
            return stays.departed()
        days = self.todays()
        return stays.arrived_on(days) if state == "arrived-today" else stays.due_out_on(days)

    def todays(self) -> list[Day]:
        return todays(Property.objects.for_user(self.request.user))

    def in_room(self, rows: QuerySet[Any], name: str, room: str) -> QuerySet[Any]:
        return rows.filter(room_number=room_number(room))
