"""The admin site seen from one organisation."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from .admin_csv import CsvExport
from .models import Organisation, User
from .roles import is_manager
from .tenancy import OwnedModel


class OrganisationAdmin(CsvExport):
    """Base of the admin of an organisation's rows: only superusers see other organisations.

    Managers and owners who may enter the admin site see the rows of their own organisation, also as choices
    in forms and filters. What they may add, change or delete takes Django's permissions.
    """

    organisation_path = "organisation"
    """Where the organisation is, seen from the model."""
    change_list_template = "admin/organisation_change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return of_organisation(super().get_queryset(request), request, self.organisation_path)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return super().has_module_permission(request) or is_manager(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or is_manager(request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if "queryset" not in kwargs and (path := path_to_organisation(db_field)):
            choices = db_field.related_model._default_manager.all()
            kwargs["queryset"] = of_organisation(choices, request, path)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [self.scoped(entry) for entry in super().get_list_filter(request)]

    def scoped(self, entry: Any) -> Any:
        field = self.opts.get_field(entry) if isinstance(entry, str) and "__" not in entry else None
        return (entry, OrganisationFieldListFilter) if path_to_organisation(field) else entry

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if isinstance(obj, OwnedModel | User) and not request.user.is_superuser:
            obj.organisation_id = cast(User, request.user).organisation_id
        super().save_model(request, obj, form, change)


class StaysInOrganisation:
    """A row whose organisation is chosen once: others of that organisation point to it."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        is_chosen = getattr(obj, "organisation_id", None) is not None
        return (*readonly, "organisation") if is_chosen else readonly


class ReadOnly:
    """For looking: rows come in through the API, and change there."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows on the page of the row that they belong to, for whoever sees that one."""

    extra = 0

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["hotelops/lists.css"]}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) or is_manager(request.user)


class OrganisationFieldListFilter(admin.RelatedFieldListFilter):
    """Offers the rows of the own organisation only."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        rows = field.related_model._default_manager.all()
        path = path_to_organisation(field) or "organisation"
        return [(row.pk, str(row)) for row in of_organisation(rows, request, path)]


def of_organisation(rows: QuerySet[Any], request: HttpRequest, path: str) -> QuerySet[Any]:
    """All rows for a superuser; for others those whose ``path`` is their organisation."""
    user = request.user
    if user.is_superuser:
        return rows
    organisation_id = getattr(user, "organisation_id", None)
    return rows.none() if organisation_id is None else rows.filter(**{path: organisation_id})


def path_to_organisation(relation: Any) -> str | None:
    """Where the organisation is, seen from the model that a field points to."""
    model = getattr(relation, "related_model", None)
    if model is Organisation:
        return "pk"
    return "organisation" if model is not None and issubclass(model, OwnedModel | User) else None
