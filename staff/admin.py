from django.contrib import admin

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly, ReadOnlyInline
from hotelops.accounts.admin_filters import whether

from .models import ClockEvent, Shift


class ClockEventInline(ReadOnlyInline):
    model = ClockEvent
    fields = (
        *("kind", "at", "device_time", "received_at", "position", "outside_geofence", "note", "reason"),
        *("previous_started_at", "previous_ended_at", "created_by"),
    )
    readonly_fields = fields

    @admin.display(description="position")
    def position(self, event: ClockEvent) -> str:
        """Degrees, and metres that it may be off."""
        if event.latitude is None:
            return "–"
        off = "" if event.accuracy is None else f" ± {event.accuracy:g} m"
        return f"{event.latitude}, {event.longitude}{off}"


@admin.register(ClockEvent)
class ClockEventAdmin(ReadOnly, OrganisationAdmin):
    """The audit trail across shifts."""

    date_hierarchy = "at"
    ordering = ("-id",)
    list_display = ("id", "at", "kind", "staff", "shift", "outside_geofence", "reason", "created_by")
    list_select_related = ("shift__staff", "created_by")
    list_filter = ("kind", "outside_geofence")
    search_fields = ("shift__staff__name", "shift__staff__email", "note", "reason", "=shift__id")
    search_help_text = "Part of a person's name or e-mail address, of a note or a reason, or a shift's id"
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
    list_filter = (whether("ended", field="ended_at"), "outside_geofence", "property")
    search_fields = ("staff__name", "staff__email", "=id")
    search_help_text = "Part of a person's name or e-mail address"
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="hours")
    def hours(self, shift: Shift) -> float | None:
        return shift.hours_worked()
