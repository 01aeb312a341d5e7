"""A worker's cold start: loads the application as the server does, and has it answer a request."""

from typing import Any
from wsgiref.util import setup_testing_defaults

from hotelops.wsgi import application

environ: dict[str, Any] = {"HTTP_HOST": "localhost", "PATH_INFO": "/health/live"}
setup_testing_defaults(environ)
statuses: list[str] = []
b"".join(application(environ, lambda status, headers: statuses.append(status)))
assert statuses == ["200 OK"], statuses
