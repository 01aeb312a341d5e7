from django.contrib import admin

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly, ReadOnlyInline

from .models import ClockEvent, Shift


class ClockEventInline(ReadOnlyInline):
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


@admin.register(ClockEvent)
class ClockEventAdmin(ReadOnly, OrganisationAdmin):
    """The audit trail across shifts."""

    date_hierarchy = "at"
    ordering = ("-id",)
    list_display = ("id", "at", "kind", "staff", "shift", "outside_geofence", "reason", "created_by")
    list_select_related = ("shift__staff", "created_by")
    list_filter = ("kind", "outside_geofence")
    search_fields = ("shift__staff__name", "shift__staff__email", "note", "reason", "=shift__id")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="staff", ordering="shift__staff__name")
    def staff(self, event: ClockEvent) -> str:
        return str(event.shift.staff)


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
