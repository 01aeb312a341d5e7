from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Organisation, Property, Session, User
from .organisation_admin import OrganisationAdmin
from .user_admin import UserAdmin

__all__ = ["OrganisationAdmin"]

admin.site.register(User, UserAdmin)


@admin.register(Organisation)
class OrganisationsAdmin(OrganisationAdmin):
    organisation_path = "pk"
    list_display = ("name", "created_at")
    search_fields = ("name",)


@admin.register(Property)
class PropertyAdmin(OrganisationAdmin):
    list_display = ("name", "organisation", "country", "currency", "time_zone")
    list_select_related = ("organisation",)
    list_filter = ("organisation", "country", "currency")
    search_fields = ("name",)


@admin.register(Session)
class SessionAdmin(OrganisationAdmin):
    """For looking, without the ids of tokens. A deactivation or a new password ends a person's sessions."""

    organisation_path = "user__organisation"
    fields = ("user", "created_at", "rotated_at", "expires_at", "revoked_at")
    list_display = fields
    list_select_related = ("user",)
    list_filter = ("created_at", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("user__email", "user__name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
