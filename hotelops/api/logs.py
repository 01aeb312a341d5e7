"""Log lines without the values that database errors quote."""

import logging
import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Any, TypeAlias

from django.db import Error, connection

ExcInfo: TypeAlias = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class ValueFreeFormatter(logging.Formatter):
    """Prints tracebacks, but of a database error only its kind, SQLSTATE and constraint.

    The message of such an error quotes the row (``DETAIL: Key (phone)=(…)``): personal data.
    """

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802
        return "".join(lines(ei[1])).rstrip("\n") if ei[1] else ""


class KnownPathsOnly(logging.Filter):
    """Withholds the path of a request that there is no route for: it may hold anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        route = getattr(getattr(request, "resolver_match", None), "route", "")
        if request and not route and isinstance(record.args, tuple):
            record.args = tuple("(unknown path)" if arg == request.path else arg for arg in record.args)
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
