from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField
from django.db import connections
from django.db.models import BigIntegerField, Func, Value


class Same(Func):
    """A number as a range of itself: GiST knows ranges, and numbers only with an extension."""

    function = "int8range"
    output_field = BigIntegerField()

    def __init__(self, number: str) -> None:
        super().__init__(number, number, Value("[]"))


class Span(Func):
    """From the first instant up to the second, which is not part of it; null has no end."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class PostgresExclusionConstraint(ExclusionConstraint):
    """Is there on Postgres, and nowhere else.

    It is created after the table's unique indexes, and so checked after them: whatever breaks both is told
    what the unique one has to say.
    """

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if on_postgres(schema_editor.connection):
            schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        if not on_postgres(schema_editor.connection):
            return None
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {super().constraint_sql(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        on_this = on_postgres(schema_editor.connection)
        return super().remove_sql(model, schema_editor) if on_this else None

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        if on_postgres(connections[using]):
            super().validate(model, instance, exclude, using)


def on_postgres(connection: Any) -> bool:
    return bool(connection.vendor == "postgresql")
