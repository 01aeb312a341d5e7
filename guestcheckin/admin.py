from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from hotelops.accounts.admin import OrganisationAdmin, ReadOnly, ReadOnlyInline
from hotelops.accounts.models import User
from hotelops.accounts.roles import is_manager
from hotelops.files.admin import StoredFileAdmin

from .erasure import ErasureFailed, erase
from .models import Document, Stay


class DocumentInline(ReadOnlyInline):
    model = Document
    fields = ("type", "side", "masked_number", "file_name", "created_by", "created_at")
    readonly_fields = fields
    show_change_link = True

    @admin.display(description="number")
    def masked_number(self, document: Document) -> str:
        return str(document.number or "")


@admin.register(Stay)
class StayAdmin(ReadOnly, OrganisationAdmin):
    """For looking and for erasing: guests check in and out through the API."""

    date_hierarchy = "check_in_at"
    list_display = (
        "id",
        "property",
        "room_number",
        "guest_name",
        "phone",
        "check_in_at",
        "expected_check_out_at",
        "checked_out_at",
    )
    list_select_related = ("property",)
    list_filter = (
        ("checked_out_at", admin.EmptyFieldListFilter),
        ("form_due_at", admin.EmptyFieldListFilter),
        ("form_submitted_at", admin.EmptyFieldListFilter),
        ("erased_at", admin.EmptyFieldListFilter),
        "property",
    )
    search_fields = ("guest_name", "=room_number", "phone", "=id")
    list_per_page = 50
    show_full_result_count = False
    inlines = (DocumentInline,)
    actions = ("erase_guests",)
    readonly_fields = ("masked_passport_number", "masked_visa_number")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = [field.name for field in self.opts.concrete_fields if field.editable and field.name != "id"]
        return [*shown, *self.readonly_fields, "created_by", "created_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.get_fields(request, obj)

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser or is_manager(request.user))

    @admin.display(description="passport number")
    def masked_passport_number(self, stay: Stay) -> str:
        return str(stay.passport_number or "")

    @admin.display(description="visa number")
    def masked_visa_number(self, stay: Stay) -> str:
        return str(stay.visa_number or "")

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
    list_select_related = ("stay",)
    list_filter = ("type", "side", "content_type")
    search_fields = ("stay__guest_name", "=stay__room_number", "stay__phone", "=id")
    readonly_fields = ("masked_number", "file_name", "content_type", "size_bytes", "content")
    fields = ("stay", "type", "side", *readonly_fields, "created_by", "created_at")

    @admin.display(description="number")
    def masked_number(self, document: Document) -> str:
        return str(document.number or "")
