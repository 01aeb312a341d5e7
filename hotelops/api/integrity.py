"""Database constraints that only a concurrent request can break, as 409s."""

import logging
from collections.abc import Iterator
from typing import Any, Final, cast

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint, Field, Model, UniqueConstraint
from rest_framework.exceptions import APIException

FOREIGN_KEY: Final = "23503"
UNIQUE: Final = "23505"
EXCLUSION: Final = "23P01"
SQLITE_SQLSTATES: Final = {
    "SQLITE_CONSTRAINT_FOREIGNKEY": FOREIGN_KEY,
    "SQLITE_CONSTRAINT_UNIQUE": UNIQUE,
}

logger = logging.getLogger(__name__)


class Conflict(APIException):
    """The request is sound, but the present state of the data does not allow it."""

    status_code = 409
    default_code = "conflict"
    default_detail = "This conflicts with what another request has just stored."

    def __init__(self, code: str | None = None, detail: str | None = None) -> None:
        super().__init__(detail, code)


def as_conflict(error: IntegrityError) -> Conflict | None:
    """The 409 for a broken foreign key, unique or exclusion constraint; None for what is a bug of ours.

    A row of another organisation is answered like one that is not there. Only a bug leads to it, and only the
    name of the foreign key tells.
    """
    sqlstate = sqlstate_of(error.__cause__)
    if sqlstate == FOREIGN_KEY:
        logger.warning("Refused by the foreign key %s.", constraint_name(error.__cause__) or "(unnamed)")
        return Conflict("referenced_row_gone", "Something this request refers to has just been deleted.")
    if sqlstate not in (UNIQUE, EXCLUSION):
        return None
    constraint = broken_constraint(error.__cause__)
    if constraint is None or not constraint.violation_error_code:
        return Conflict()
    return Conflict(constraint.violation_error_code, str(constraint.get_violation_error_message()))


def sqlstate_of(cause: Any) -> str | None:
    """The SQLSTATE of a driver's error; SQLite's own names are translated."""
    sqlstate = getattr(cause, "sqlstate", None)
    return sqlstate or SQLITE_SQLSTATES.get(getattr(cause, "sqlite_errorname", ""))


def broken_constraint(cause: Any) -> BaseConstraint | None:
    name = constraint_name(cause)
    for model, constraint in constraints():
        if constraint.name == name or (name is None and is_named_by_sqlite(cause, model, constraint)):
            return constraint
    return None


def constraint_name(cause: Any) -> str | None:
    """SQLite names none."""
    return getattr(getattr(cause, "diag", None), "constraint_name", None)


def constraints() -> Iterator[tuple[type[Model], BaseConstraint]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            yield model, constraint


def is_named_by_sqlite(cause: Any, model: type[Model], constraint: BaseConstraint) -> bool:
    """SQLite names the columns (``UNIQUE constraint failed: t.a, t.b``), or an expression index itself."""
    named = str(cause).partition(": ")[2]
    if not isinstance(constraint, UniqueConstraint):
        return False
    table = model._meta.db_table
    columns = [f"{table}.{cast(Field, model._meta.get_field(name)).column}" for name in constraint.fields]
    return named in (", ".join(columns), f"index '{constraint.name}'")
