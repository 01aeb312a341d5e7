"""From what the API calls a row to its page on the admin site."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve, reverse


def admin_url(path: str) -> str | None:
    """The admin page of the row that a path of the API is about; None where there is no such row."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    model, pk = model_of(match.func), match.kwargs.get("pk")
    if model is None or pk is None or not is_there(model, pk):
        return None
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def model_of(view: Any) -> Any:
    """The model behind a viewset, if the admin site shows it."""
    queryset = getattr(getattr(view, "cls", None), "queryset", None)
    model = getattr(queryset, "model", None)
    return model if model in admin.site._registry else None


def is_there(model: Any, pk: str) -> bool:
    try:
        return bool(model._base_manager.filter(pk=pk).exists())
    except (ValidationError, ValueError, OverflowError):
        return False
