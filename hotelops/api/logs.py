"""Log lines without the values that database errors quote."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Final, TypeAlias

from django.db import Error, connection

from hotelops.log_lines import JSONLine, Line, facts_of

from .request_ids import current_request_id
from .routes import shown_path

SUSPICIOUS: Final = "django.security."

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ValueFree(logging.Formatter):
    """Prints tracebacks, but of a database error only its kind, SQLSTATE and constraint.

    The message of such an error quotes the row (``DETAIL: Key (phone)=(…)``): personal data.
    """

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        return "".join(lines(ei[1])).rstrip("\n") if ei[1] else ""


class ValueFreeLine(ValueFree, Line):
    """For people."""


class ValueFreeJSON(ValueFree, JSONLine):
    """For machines."""


class KnownPathsOnly(logging.Filter):
    """Withholds of a request's path what is neither its route nor the id of a row: it may hold anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request and isinstance(record.args, tuple):
            record.args = tuple(shown_path(request) if arg == request.path else arg for arg in record.args)
        return True


class RefusalsInOneLine(logging.Filter):
    """Of a request that Django finds suspicious, such as one for an odd host, only the kind of suspicion.

    Message and traceback quote what was sent.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(SUSPICIOUS):
            record.msg, record.args = f"Refused a request: {record.name.removeprefix(SUSPICIOUS)}", ()
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True


class RequestFacts(logging.Filter):
    """Adds the id of the request under way."""

    def filter(self, record: logging.LogRecord) -> bool:
        if request_id := current_request_id():
            record.facts = {"requestId": request_id, **facts_of(record)}
        return True


def lines(error: BaseException, seen: frozenset[int] = frozenset()) -> Iterator[str]:
    """What ``traceback.format_exception`` gives, with each error as ``described``."""
    seen |= {id(error)}
    if (cause := error.__cause__) is not None and id(cause) not in seen:
        yield from lines(cause, seen)
        yield "\nThe above exception was the direct cause of the following exception:\n\n"
    elif (
        (context := error.__context__) is not None
        and not error.__suppress_context__
        and id(context) not in seen
    ):
        yield from lines(context, seen)
        yield "\nDuring handling of the above exception, another exception occurred:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{described(error)}\n"


def described(error: BaseException) -> str:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    driver_error = connection.Database.Error  # type: ignore[attr-defined]
    if not isinstance(error, Error | driver_error):
        return f"{kind}: {error}"
    facts = {"sqlstate": getattr(error, "sqlstate", None), "constraint": constraint_name(error)}
    known = ", ".join(f"{name} {fact}" for name, fact in facts.items() if fact)
    return f"{kind}: {known or 'message withheld'}"


def constraint_name(error: Any) -> str | None:
    return getattr(getattr(error, "diag", None), "constraint_name", None)
