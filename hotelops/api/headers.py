"""Headers by which browsers keep answers to themselves: on every answer, whoever made it."""

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For what is read by programs: as a page it may load nothing, do nothing and be shown in no frame."""
OWN_FILES: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""For pages: scripts and styles are files of this host, so that none can be written into a page."""
PAGES: Final = {"admin", "docs"}
NEEDLESS: Final = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")

ON_ALL: Final = {
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in NEEDLESS),
    "Server": "hotelops",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds those that the answer has not set itself, such as the caching of static files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in {**ON_ALL, "Content-Security-Policy": policy(request)}.items():
            response.headers.setdefault(name, value)
        return response


def policy(request: HttpRequest) -> str:
    """By the route, not the path: an unknown one is nobody's page."""
    route = request.resolver_match
    is_page = route is not None and not PAGES.isdisjoint((*route.app_names, route.url_name))
    return OWN_FILES if is_page else NOTHING
