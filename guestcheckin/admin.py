from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly, ReadOnlyInline
from hotelops.accounts.admin_filters import whether
from hotelops.accounts.models import User
from hotelops.accounts.roles import is_manager
from hotelops.files.admin import StoredFileAdmin

from .erasure import ErasureFailed, erase
from .models import Document, Stay

TIMES = ("check_in_at", "expected_check_out_at", "checked_out_at")
MASKED = ("masked_passport_number", "masked_visa_number")
FORM = ("form_due_at", "form_submitted_at", "form_submitted_by", "form_reference")


def masked(number: Any) -> str:
    """Its last four characters, which are all that it shows as text."""
    return str(number or "")


class DocumentInline(ReadOnlyInline):
    model = Document
    fields = ("type", "side", "masked_number", "file_name", "created_by", "created_at")
    readonly_fields = fields
    show_change_link = True

    @admin.display(description="number")
    def masked_number(self, document: Document) -> str:
        return masked(document.number)


@admin.register(Stay)
class StayAdmin(ReadOnly, OrganisationAdmin):
    """For looking and for erasing: guests check in and out through the API."""

    date_hierarchy = "check_in_at"
    list_display = ("id", "property", "room_number", "guest_name", "phone", *TIMES)
    csv_columns = (
        *("id", "property", "room_number", "guest_name", "phone", "email", "nationality"),
        *("adults", "children", *TIMES, *MASKED, "form_due_at", "form_submitted_at", "created_by"),
    )
    list_select_related = ("property", "created_by")
    list_filter = (
        whether("checked_out", field="checked_out_at"),
        "form_is_due",
        whether("form_submitted", field="form_submitted_at"),
        whether("erased", field="erased_at"),
        "property",
    )
    search_fields = ("guest_name", "=room_number", "phone", "=id")
    search_help_text = "Part of a name or a phone number, or a whole room number"
    list_per_page = 50
    show_full_result_count = False
    inlines = (DocumentInline,)
    actions = ("export_selected", "erase_guests")
    fieldsets = (
        ("Stay", {"fields": ("property", "room_number", *TIMES, "adults", "children", "purpose_of_visit")}),
        ("Guest", {"fields": ("guest_name", "phone", "email", "address", "date_of_birth", "nationality")}),
        ("Papers", {"fields": (*MASKED, "visa_expires_on", "arrived_in_country_on")}),
        ("Form for the authorities", {"fields": FORM}),
        ("Record", {"fields": ("created_by", "created_at", "erased_at", "erased_by")}),
    )

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser or is_manager(request.user))

    @admin.display(description="passport number")
    def masked_passport_number(self, stay: Stay) -> str:
        return masked(stay.passport_number)

    @admin.display(description="visa number")
    def masked_visa_number(self, stay: Stay) -> str:
        return masked(stay.visa_number)

    @admin.action(description="Erase the guests of selected stays", permissions=["erase"])
    def erase_guests(self, request: HttpRequest, stays: QuerySet[Stay]) -> TemplateResponse | None:
        if "confirmed" not in request.POST:
            return self.confirmation(request, stays)
        for stay in stays:
            self.erase(request, stay)
        return None

    def confirmation(self, request: HttpRequest, stays: QuerySet[Stay]) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "title": "Erase guests", "opts": self.opts}
        return TemplateResponse(
            request, "admin/guestcheckin/stay/erase_guests.html", {**context, "stays": stays}
        )

    def erase(self, request: HttpRequest, stay: Stay) -> None:
        try:
            report = erase(stay, by=cast(User, request.user))
        except ErasureFailed as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            self.log_change(request, stay, "Erased the guest.")
            self.message_user(request, report, messages.SUCCESS)


@admin.register(Document)
class DocumentAdmin(StoredFileAdmin):
    date_hierarchy = "created_at"
    list_display = ("id", "type", "side", "masked_number", "stay", "file_name", "created_at", "content")
    csv_columns = (
        *("id", "stay", "type", "side", "masked_number", "file_name", "content_type", "size_bytes"),
        *("created_by", "created_at"),
    )
    list_select_related = ("stay", "created_by")
    list_filter = ("type", "side", "content_type")
    ordering = ("-id",)
    search_fields = ("stay__guest_name", "=stay__room_number", "stay__phone", "=id")
    search_help_text = "Part of a guest's name or phone number, or a whole room number"
    readonly_fields = ("masked_number", "file_name", "content_type", "size_bytes", "content")
    fields = ("stay", "type", "side", *readonly_fields, "created_by", "created_at")

    @admin.display(description="number")
    def masked_number(self, document: Document) -> str:
        return masked(document.number)
