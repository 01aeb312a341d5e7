"""Walks the router: what changes something is idempotent, or stands on a short list."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from rest_framework.permissions import SAFE_METHODS

from idempotency.mixins import is_protected

EXEMPT = {
    "auth/login": "a login twice is two sessions, and an answer with tokens is never kept",
    "auth/refresh": "the session itself remembers the last rotation for a lost answer",
    "auth/logout": "idempotent by nature",
    "auth/password": "a second try with the old password is refused",
}
NOT_API = ("admin/", "^static")
EIGHT = {
    "v1/finance/expenses",
    "v1/finance/revenues",
    "v1/guest-checkin/create",
    "v1/guest-checkin/create-with-documents",
    "v1/guest-checkin/documents/upload",
    "v1/staff/check-in",
    "v1/staff/check-out",
    "v1/uploads/file",
}
"""What creates."""
FIVE = {
    "v1/finance/expenses/(?P<pk>[1-9][0-9]*)/void",
    "v1/finance/revenues/(?P<pk>[1-9][0-9]*)/void",
    "v1/guest-checkin/(?P<pk>[1-9][0-9]*)/check-out",
    "v1/guest-checkin/(?P<pk>[1-9][0-9]*)/form-submitted",
    "v1/staff/shifts/(?P<pk>[1-9][0-9]*)/correct",
}
"""What changes what is there."""


def routes(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback


def unsafe_routes() -> Iterator[tuple[str, str, Any]]:
    """Path, method and a view as it is when a request for them arrives."""
    for path, callback in routes(get_resolver().url_patterns):
        view_class = getattr(callback, "cls", None)
        if path.startswith(NOT_API) or view_class is None:
            continue
        view = view_class(**callback.initkwargs)
        actions = getattr(callback, "actions", None) or {
            method.lower(): None for method in view.allowed_methods
        }
        for method, action in actions.items():
            if method.upper() not in SAFE_METHODS:
                view.action = action
                yield path.rstrip("$"), method, view


UNSAFE = [pytest.param(*route, id=f"{route[1]} {route[0]}") for route in unsafe_routes()]


@pytest.mark.parametrize(("path", "method", "view"), UNSAFE)
def test_an_unsafe_route_needs_a_key_or_is_exempt(path, method, view):
    assert is_protected(view, method) != (path in EXEMPT)


def test_the_walk_meets_every_write_of_the_api():
    met = [path for path, _, _ in unsafe_routes()]
    assert sorted(met) == sorted({*EXEMPT, *EIGHT, *FIVE})
