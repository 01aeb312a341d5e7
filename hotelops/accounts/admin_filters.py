from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest


class Whether(admin.SimpleListFilter):
    """By whether a column of a row is filled."""

    field = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        is_empty = {"yes": False, "no": True}.get(self.value() or "")
        return queryset if is_empty is None else queryset.filter(**{f"{self.field}__isnull": is_empty})


def whether(name: str, *, field: str) -> type[Whether]:
    """The filter whose title and parameter are this name."""
    names = {"title": name.replace("_", " "), "parameter_name": name, "field": field}
    return type(f"Whether_{name}", (Whether,), names)
