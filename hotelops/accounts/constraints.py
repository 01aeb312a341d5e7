from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import BaseConstraint

NO_SUCH_OBJECT: Final = ("does_not_exist", "There is no such object.")


class SameOrganisation(BaseConstraint):
    """A foreign key over a field and ``organisation``: it only leads to rows of the same organisation.

    Like Django's own ones, which it stands beside, it is checked at COMMIT. The model that the field points
    to needs a unique constraint over ``organisation`` and ``id``.
    """

    def __init__(self, *, field: str, name: str, **violation: Any) -> None:
        super().__init__(name=name, **violation)
        self.field = field

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameOrganisation) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash((self.field, self.name))

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        """Part of CREATE TABLE on SQLite, which cannot add it later; else added when all tables are there."""
        if schema_editor.connection.vendor == "sqlite":
            return self.definition(model, schema_editor)
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        table = schema_editor.quote_name(model._meta.db_table)
        return f"ALTER TABLE {table} ADD {self.definition(model, schema_editor)}"

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return schema_editor._delete_fk_sql(model, self.name)

    def definition(self, model: Any, schema_editor: Any) -> str:
        quoted, field = schema_editor.quote_name, model._meta.get_field(self.field)
        target = field.related_model._meta
        return (
            f"CONSTRAINT {quoted(self.name)}"
            f" FOREIGN KEY ({quoted(field.column)}, organisation_id)"
            f" REFERENCES {quoted(target.db_table)} ({quoted(target.pk.column)}, organisation_id)"
            " DEFERRABLE INITIALLY DEFERRED"
        )

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        field = model._meta.get_field(self.field)
        row_id = getattr(instance, field.attname)
        if row_id is None or self.field in (exclude or ()):
            return
        rows = field.related_model._base_manager.using(using)
        if not rows.filter(pk=row_id, organisation_id=instance.organisation_id).exists():
            code, message = NO_SUCH_OBJECT
            raise ValidationError({self.field: ValidationError(message, code)})
