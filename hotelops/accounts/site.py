"""The admin site, to which an address or a form may hold anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import BadRequest, ValidationError
from django.db import DataError, ProgrammingError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse, TemplateResponse
from django.urls import reverse

View = Callable[..., HttpResponseBase]

ODD_LOOKUP = (IndexError, OverflowError, ProgrammingError, TypeError, ValidationError, ValueError)
"""What a list raises for a lookup that it makes out of what the browser sent, and cannot carry out."""


class ForgivingSite(AdminSite):
    """Answers 400 to what the database cannot take and to lookups that make no sense, where Django fails."""

    site_header = site_title = "hotelops"
    index_title = "Back office"
    site_url = None

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        return super().admin_view(forgiving(view), cacheable)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """With the pages that a model's admin has beside its list, for whoever may see that."""
        apps = super().get_app_list(request, app_label)
        for app in apps:
            for model in tuple(app["models"]):
                pages = getattr(self._registry[model["model"]], "index_pages", ())
                app["models"] += [page(self.name, title, route) for title, route in pages]
        return apps

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Django's, with a form of our own; as there, imported when the models are there."""
        from django.contrib.auth.views import PasswordChangeView

        from .password_form import OwnPasswordForm

        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return cast(TemplateResponse, view(request))


def page(site: str, title: str, route: str) -> dict[str, Any]:
    """A line of the index that leads to no list of a model."""
    url = reverse(f"{site}:{route}")
    return {"name": title, "object_name": route, "admin_url": url, "add_url": None, "view_only": True}


def forgiving(view: View) -> View:
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return rendered(view(request, *args, **kwargs))
        except DataError:
            raise BadRequest("A value that no row can have") from None
        except ODD_LOOKUP as error:
            if not is_looking_up(request):
                raise
            raise BadRequest(f"A lookup that makes no sense ({type(error).__name__})") from None

    return run


def is_looking_up(request: HttpRequest) -> bool:
    """By the address, or by the rows ticked for an action: else the same errors are the program's own."""
    return bool(request.GET) or ACTION_CHECKBOX_NAME in request.POST


def rendered(response: HttpResponseBase) -> HttpResponseBase:
    """Some queries run only while the page is made."""
    return response.render() if isinstance(response, SimpleTemplateResponse) else response
