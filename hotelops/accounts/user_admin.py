from typing import Any, Final

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest

from .models import Role, User
from .organisation_admin import OrganisationAdmin, StaysInOrganisation

MANAGES: Final[dict[str, frozenset[Role]]] = {
    Role.OWNER: frozenset({Role.MANAGER, Role.STAFF}),
    Role.MANAGER: frozenset({Role.STAFF}),
    Role.STAFF: frozenset(),
}
PERSON: Final = ("email", "name", "role")
NEW_PASSWORD: Final = ("usable_password", "password1", "password2")
RIGHTS: Final = ("is_staff", "is_superuser", "groups", "user_permissions")


class UserAdmin(StaysInOrganisation, OrganisationAdmin, DjangoUserAdmin):
    """People of the own organisation: owners add and change managers and staff, managers staff.

    Only superusers see and set what gives rights beyond a role.
    """

    list_display = ("email", "name", "role", "organisation", "is_active", "last_login")
    list_select_related = ("organisation",)
    list_filter = ("role", "is_active", "organisation")
    search_fields = ("email", "name")
    ordering = ("email",)
    readonly_fields = ("last_login", "created_at")
    search_help_text = "Part of a name or an e-mail address"
    actions = ("export_selected", "deactivate")

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        everything = request.user.is_superuser
        person = (*PERSON, *(("organisation",) if everything else ()))
        if obj is None:
            rights = ("is_staff", "is_superuser") if everything else ()
            return [(None, {"fields": (*person, *rights, *NEW_PASSWORD)})]
        fieldsets: list[Any] = [(None, {"fields": (*person, "is_active", "password")})]
        if everything:
            fieldsets.append(("Rights on the admin site", {"fields": RIGHTS}))
        return [*fieldsets, ("Dates", {"fields": self.readonly_fields})]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["choices"] = [(role, role.label) for role in Role if role in manageable_roles(request)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(manageable_roles(request))

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return bool(manageable_roles(request)) if obj is None else may_manage(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.is_superuser

    @admin.action(description="Deactivate selected users", permissions=["change"])
    def deactivate(self, request: HttpRequest, users: QuerySet[User]) -> None:
        chosen = [user for user in users if user.is_active and may_manage(request, user)]
        for user in chosen:
            user.is_active = False
            user.save()
            self.log_change(request, user, "Deactivated.")
        self.message_user(request, f"Deactivated: {len(chosen)}")


def manageable_roles(request: HttpRequest) -> frozenset[Role]:
    """Roles of the people whom the user may add and change, which also are those they may give."""
    user = request.user
    if user.is_superuser:
        return frozenset(Role)
    return MANAGES[user.role] if isinstance(user, User) and user.may_use_api else frozenset()


def may_manage(request: HttpRequest, person: User) -> bool:
    user = request.user
    return user.is_superuser or (
        isinstance(user, User)
        and person.organisation_id == user.organisation_id
        and person.role in manageable_roles(request)
        and not person.is_superuser
    )
