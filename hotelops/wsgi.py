import logging
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hotelops.settings")

logger = logging.getLogger(__name__)

BOUNDARY = re.compile(r';\s*boundary\s*=\s*("[^"]*"|[^;\s]*)', re.IGNORECASE)

django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Django behind a Content-Type of which only the type and a boundary are left.

    Text is UTF-8 whatever it says, and with some parameters Django cannot even build the request.
    """
    if content_type := environ.get("CONTENT_TYPE"):
        environ["CONTENT_TYPE"] = essential(content_type)
    response = django(environ, start_response)
    return whole(response) if isinstance(response, HttpResponse) else response


def whole(response: HttpResponse) -> list[bytes]:
    """In one piece for the server's network thread; an iterable wakes it for each of its parts."""
    content = response.content
    try:
        response.close()
    except Exception:  # bookkeeping that fails, and no reason to keep an answer from the client
        logger.exception("What follows an answer failed.")
    return [content]


def essential(content_type: str) -> str:
    media_type = content_type.partition(";")[0].strip()
    boundary = BOUNDARY.search(content_type)
    return f"{media_type}; boundary={boundary[1]}" if boundary else media_type
