from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from .admin_filters import whether
from .managers import normalised
from .models import LoginAttempts, Organisation, Property, Session, User
from .models.login_attempts import STRANGER, LoginAttemptsQuerySet
from .organisation_admin import OrganisationAdmin, ReadOnly, ReadOnlyInline, StaysInOrganisation
from .user_admin import UserAdmin

__all__ = ["OrganisationAdmin", "ReadOnly", "ReadOnlyInline"]

admin.site.register(User, UserAdmin)


@admin.register(Organisation)
class OrganisationsAdmin(OrganisationAdmin):
    organisation_path = "pk"
    list_display = ("name", "properties", "people", "stores_aadhaar_images", "created_at")
    list_filter = ("stores_aadhaar_images",)
    search_fields = ("name", "=id")
    ordering = ("name", "pk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        active = Count("users", filter=Q(users__is_active=True), distinct=True)
        return (
            super().get_queryset(request).annotate(hotels=Count("properties", distinct=True), active=active)
        )

    @admin.display(description="properties", ordering="hotels")
    def properties(self, organisation: Any) -> int:
        return int(organisation.hotels)

    @admin.display(description="active users", ordering="active")
    def people(self, organisation: Any) -> int:
        return int(organisation.active)


@admin.register(Property)
class PropertyAdmin(StaysInOrganisation, OrganisationAdmin):
    list_display = ("name", "organisation", "country", "currency", "time_zone")
    list_select_related = ("organisation",)
    list_filter = ("organisation", "country", "currency")
    search_fields = ("name",)


@admin.register(Session)
class SessionAdmin(ReadOnly, OrganisationAdmin):
    """For looking, without the ids of tokens. A deactivation or a new password ends a person's sessions."""

    organisation_path = "user__organisation"
    fields = ("user", "created_at", "rotated_at", "expires_at", "revoked_at")
    list_display = (*fields, "is_live")
    list_select_related = ("user",)
    list_filter = ("created_at", whether("revoked", field="revoked_at"))
    search_fields = ("user__email", "user__name")
    search_help_text = "Part of a name or an e-mail address"
    date_hierarchy = "created_at"
    list_per_page = 50
    show_full_result_count = False

    @admin.display(boolean=True, description="live")
    def is_live(self, session: Session) -> bool:
        return session.is_live


@admin.register(LoginAttempts)
class LoginAttemptsAdmin(admin.ModelAdmin):
    """Superusers look a person up by the whole e-mail address, and delete the entries to let them try again.

    A new password forgets them, too.
    """

    fields = ("count", "window_ends_at")
    list_display = fields
    list_filter = ("window_ends_at",)
    search_fields = ("email_hash",)
    search_help_text = "The whole e-mail address"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        devices = Session.objects.filter(user__email=normalised(search_term)).devices()
        return cast(LoginAttemptsQuerySet, queryset).of(search_term, STRANGER, *devices), False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
