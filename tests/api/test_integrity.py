from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError
from django.db.models import UniqueConstraint

from hotelops.accounts.models import User
from hotelops.api import integrity
from hotelops.api.integrity import Conflict, as_conflict


def broken(sqlstate: str, constraint: str | None = None) -> IntegrityError:
    """An IntegrityError as psycopg makes it."""
    error = IntegrityError("DETAIL: Key (phone)=(98…)")
    error.__cause__ = Exception()
    error.__cause__.sqlstate = sqlstate  # type: ignore[attr-defined]
    error.__cause__.diag = SimpleNamespace(constraint_name=constraint)  # type: ignore[attr-defined]
    return error


def broken_on_sqlite(name: str, message: str) -> IntegrityError:
    """An IntegrityError as sqlite3 makes it."""
    error = IntegrityError(message)
    error.__cause__ = Exception(message)
    error.__cause__.sqlite_errorname = name  # type: ignore[attr-defined]
    return error


def conflict_of(error: IntegrityError) -> Conflict:
    conflict = as_conflict(error)
    assert conflict is not None
    return conflict


@pytest.fixture
def one_name_constraint(monkeypatch):
    """As if names of users were unique within an organisation."""
    constraint = UniqueConstraint(
        fields=["organisation", "name"],
        name="user_name_unique",
        violation_error_code="name_taken",
        violation_error_message="Somebody else has this name.",
    )
    monkeypatch.setattr(integrity, "constraints", lambda: iter([(User, constraint)]))


class TestBrokenConstraint:
    def test_of_a_foreign_key_says_that_the_row_is_gone(self):
        assert conflict_of(broken("23503")).get_codes() == "referenced_row_gone"

    @pytest.mark.parametrize("name", ["expense_property_in_organisation", None])
    def test_of_a_foreign_key_is_logged_by_its_name(self, caplog, name):
        conflict_of(broken("23503", name))
        assert caplog.messages == [f"Refused by the foreign key {name or '(unnamed)'}."]

    def test_of_uniqueness_is_a_conflict(self):
        assert conflict_of(broken("23505", "unknown")).get_codes() == "conflict"

    @pytest.mark.usefixtures("one_name_constraint")
    @pytest.mark.parametrize("sqlstate", ["23505", "23P01"])
    def test_of_uniqueness_or_exclusion_has_the_code_of_the_model(self, sqlstate):
        conflict = conflict_of(broken(sqlstate, "user_name_unique"))
        assert (conflict.get_codes(), str(conflict.detail)) == ("name_taken", "Somebody else has this name.")

    @pytest.mark.usefixtures("one_name_constraint")
    @pytest.mark.parametrize(
        "named", ["accounts_user.organisation_id, accounts_user.name", "index 'user_name_unique'"]
    )
    def test_of_uniqueness_on_sqlite_has_the_code_of_the_model(self, named):
        error = broken_on_sqlite("SQLITE_CONSTRAINT_UNIQUE", f"UNIQUE constraint failed: {named}")
        assert conflict_of(error).get_codes() == "name_taken"

    def test_of_a_foreign_key_on_sqlite_says_that_the_row_is_gone(self):
        error = broken_on_sqlite("SQLITE_CONSTRAINT_FOREIGNKEY", "FOREIGN KEY constraint failed")
        assert conflict_of(error).get_codes() == "referenced_row_gone"

    @pytest.mark.parametrize("sqlstate", ["23502", "23514"])
    def test_of_another_kind_is_a_bug(self, sqlstate):
        assert as_conflict(broken(sqlstate)) is None

    def test_never_quotes_the_row(self):
        assert "98" not in str(conflict_of(broken("23505")).detail)

    def test_is_looked_for_among_the_constraints_of_all_models(self):
        names = {constraint.name for _, constraint in integrity.constraints()}
        assert {c.name for model in apps.get_models() for c in model._meta.constraints} == names
