"""What may be said of a request's path: its route, and ids of rows; the rest may name a guest or be a key."""

import re
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.contrib.admindocs.utils import replace_metacharacters, replace_named_groups

UNKNOWN: Final = "unknown"
STATIC: Final = "/static/{file}"
UNKNOWN_PATH: Final = "(unknown path)"
CATCH_ALL: Final = ("", "admin/(?P<url>.*)$")
"""Routes of paths that there is no route for: the whole site's and the admin site's."""
PARAMETER: Final = re.compile(r"<(?:\w+:)?(\w+)>")
ROW_ID: Final = re.compile("[0-9]{1,9}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Integers that are shorter than phone numbers and those of documents, and UUIDs."""
KEY: Final = "key"
"""The parameter that is an idempotency key, and so no row's id, whatever it looks like."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})


def route_of(request: Any) -> str:
    """As in ``/v1/finance/expenses/{pk}``: one of a few, whatever is asked for."""
    if request.resolver_match is not None:
        return readable(request.resolver_match.route)
    return STATIC if request.path.startswith(settings.STATIC_URL) else UNKNOWN


def shown_path(request: Any) -> str:
    """The route with the ids of rows in it, as in ``/v1/finance/expenses/12``."""
    path = route_of(request)
    if path == UNKNOWN:
        return UNKNOWN_PATH
    for name, value in getattr(request.resolver_match, "kwargs", {}).items():
        if name != KEY and ROW_ID.fullmatch(str(value)):
            path = path.replace(f"{{{name}}}", str(value))
    return path


def method_of(request: Any) -> str:
    """Clients may make up methods, too."""
    return request.method if request.method in METHODS else "OTHER"


@lru_cache(maxsize=1024)
def readable(route: str) -> str:
    if route in CATCH_ALL:
        return UNKNOWN
    return "/" + PARAMETER.sub(r"{\1}", replace_metacharacters(replace_named_groups(route)))
