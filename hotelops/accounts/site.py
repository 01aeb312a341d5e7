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

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        return super().admin_view(forgiving(view), cacheable)

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
