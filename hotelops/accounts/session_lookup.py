"""The session that an access token names, by a query whose SQL is made once a process.

The ORM takes several times as long to make it as the database to answer it, in every request.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model

from .models import Organisation, Session, User

JOINED: Final[dict[str, type[Model]]] = {"": Session, "user__": User, "user__organisation__": Organisation}


class Lookup(NamedTuple):
    sql: str
    converted: Callable[[Sequence[Any]], Iterable[Any]]
    """What the columns of a row mean: SQLite has no types for most of them."""


def session_with_user(session_id: UUID) -> Session | None:
    """The session, its user and the user's organisation, whole as the ORM would give them."""
    sql, converted = lookup()
    with connection.cursor() as cursor:
        cursor.execute(sql, [Session._meta.pk.get_db_prep_value(session_id, connection)])
        row = cursor.fetchone()
    return joined(converted(row)) if row else None


@cache
def lookup() -> Lookup:
    columns = [
        path + field.attname for path, model in JOINED.items() for field in model._meta.concrete_fields
    ]
    query = Session.objects.filter(pk=UUID(int=0)).order_by().values_list(*columns).query
    compiler = query.get_compiler(DEFAULT_DB_ALIAS)
    sql, _ = compiler.as_sql()
    converters = compiler.get_converters([expression for expression, *_ in compiler.select])
    if not converters:
        return Lookup(sql, lambda row: row)
    return Lookup(sql, lambda row: next(compiler.apply_converters([row], converters)))


def joined(values: Iterable[Any]) -> Session:
    left = iter(values)
    session, user, organisation = (made(model, left) for model in JOINED.values())
    user.organisation = organisation
    session.user = user
    return session


def made(model: type[Model], left: Any) -> Any:
    """None where a left join has found nothing."""
    names = columns_of(model)
    row = model.from_db(DEFAULT_DB_ALIAS, names, [next(left) for _ in names])
    return row if row.pk is not None else None


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)
