"""The exclusion constraint in the SQL of migrations."""

import pytest
from django.db import connection

from staff.models import Shift

pytestmark = pytest.mark.django_db(transaction=True)

EXCLUSION = next(each for each in Shift._meta.constraints if each.name == "shift_without_overlap")


def sql_of(change):
    """What a change of the schema would execute."""
    with connection.schema_editor(collect_sql=True) as editor:
        change(editor)
    return "\n".join(editor.collected_sql)


@pytest.mark.servers
class TestOnPostgres:
    def test_comes_after_the_unique_index_in_a_new_table(self):
        sql = sql_of(lambda editor: editor.create_model(Shift))
        assert 0 < sql.index("UNIQUE INDEX") < sql.index("EXCLUDE USING GIST")

    def test_is_added_and_removed(self):
        added = sql_of(lambda editor: editor.add_constraint(Shift, EXCLUSION))
        assert added == (
            'ALTER TABLE "staff_shift" ADD CONSTRAINT "shift_without_overlap" EXCLUDE USING GIST '
            """((int8range("staff_id", "staff_id", '[]')) WITH &&, """
            '(tstzrange("started_at", "ended_at")) WITH &&);'
        )
        removed = sql_of(lambda editor: editor.remove_constraint(Shift, EXCLUSION))
        assert removed == 'ALTER TABLE "staff_shift" DROP CONSTRAINT "shift_without_overlap";'


@pytest.mark.embedded
class TestOnSQLite:
    def test_is_nowhere(self):
        assert EXCLUSION.create_sql(Shift, connection.schema_editor()) is None
        assert EXCLUSION.remove_sql(Shift, connection.schema_editor()) is None
        for change in ("create_model", "add_constraint", "remove_constraint"):
            arguments = (Shift,) if change == "create_model" else (Shift, EXCLUSION)
            sql = sql_of(
                lambda editor, change=change, arguments=arguments: getattr(editor, change)(*arguments)
            )
            assert "EXCLUDE" not in sql
            assert "CREATE" in sql
