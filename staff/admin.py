from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from hotelops.accounts.admin import OrganisationAdmin
from hotelops.accounts.roles import is_manager

from .models import ClockEvent, Shift


class ReadOnly:
    """For looking: rows come in through the API, and are corrected there."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ClockEventInline(ReadOnly, admin.TabularInline):
    model = ClockEvent
    fields = (
        "kind",
        "at",
        "device_time",
        "received_at",
        "latitude",
        "longitude",
        "accuracy",
        "outside_geofence",
        "note",
        "reason",
        "previous_started_at",
        "previous_ended_at",
        "created_by",
    )
    readonly_fields = fields

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or is_manager(request.user)


@admin.register(Shift)
class ShiftAdmin(ReadOnly, OrganisationAdmin):
    inlines = (ClockEventInline,)
    date_hierarchy = "started_at"
    list_display = (
        "id",
        "work_date",
        "staff",
        "property",
        "started_at",
        "ended_at",
        "hours",
        "outside_geofence",
    )
    list_select_related = ("staff", "property")
    list_filter = (("ended_at", admin.EmptyFieldListFilter), "outside_geofence", "property")
    search_fields = ("staff__name", "staff__email", "=id")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="hours")
    def hours(self, shift: Shift) -> float | None:
        return shift.hours_worked()
