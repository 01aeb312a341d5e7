"""The admin site of an organisation, for somebody with every permission that Django knows."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Permission
from django.db import connection, models, transaction
from django.test import Client

from finance.models import Expense, Revenue
from guestcheckin.models import Document, Stay
from hotelops.accounts.admin import OrganisationAdmin
from hotelops.accounts.models import Organisation, Property, User
from staff.models import ClockEvent
from tests.accounts.admin_site import client_of, path
from tests.accounts.test_user_admin import user_form
from tests.hotels import Hotel
from uploads.models import Upload

from .tenant_admin import SCOPED, Question, about_a_relation, about_a_row, relations, rows_of

NOBODYS: Final = {
    "idempotency.LedgerEntry",
    "idempotency.OutcomeCount",
    "accounts.LoginAttempts",
    "auth.Group",
}
"""Rows of no organisation: the first two for superusers only, the others by a permission of Django's."""
MARK: Final = "Only theirs"
FAR: Final = 7_300_000
MARKED: Final[dict[type[models.Model], str]] = {
    Organisation: "name",
    Property: "name",
    User: "name",
    Expense: "description",
    Revenue: "description",
    Stay: "guest_name",
    Document: "file_name",
    ClockEvent: "note",
    Upload: "file_name",
}
"""A text of each model that is shown."""


@pytest.fixture
def marked(own, request) -> Hotel:
    """A hotel of another organisation, whose ids and texts occur nowhere else."""
    own.make_all()
    for admin in SCOPED:
        leap(admin.model)
    foreign: Hotel = request.getfixturevalue("foreign")
    foreign.make_all()
    for admin in SCOPED:
        if name := MARKED.get(admin.model):
            foreign_rows(admin, foreign).update(**{name: MARK})
    return foreign


@pytest.fixture
def powerful(marked, manager) -> Client:
    """A browser of a manager who was given every permission."""
    manager.user_permissions.set(Permission.objects.all())
    return client_of(manager)


def leap(model: Any) -> None:
    """The ids of its next rows are far from those before."""
    if isinstance(model._meta.pk, models.AutoField):
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [model._meta.db_table, FAR])


def foreign_rows(admin: OrganisationAdmin, foreign: Hotel) -> Any:
    return admin.model._base_manager.filter(**{admin.organisation_path: foreign.property.organisation_id})


def unknown_id(model: Any) -> Any:
    return uuid4() if isinstance(model._meta.pk, models.UUIDField) else 10**12


def questions(foreign: Hotel) -> Iterator[tuple[Question, Any, Any]]:
    """Each with a foreign id, and with one that leads nowhere."""
    ids = {admin.model: foreign_rows(admin, foreign).first().pk for admin in SCOPED}
    for admin in SCOPED:
        for question in about_a_row(admin):
            yield question, ids[admin.model], unknown_id(admin.model)
        for relation in relations(admin):
            target = relation.related_model
            for question in about_a_relation(admin, relation.name):
                yield question, ids[target], unknown_id(target)


class TestEveryModel:
    def test_is_shown_to_its_organisation_only_or_is_nobodys(self):
        shown = {one.model for one in SCOPED}
        assert {model._meta.label for model in site._registry if model not in shown} == NOBODYS


@pytest.mark.servers
class TestForeignRow:
    @pytest.fixture
    def stored(self, marked) -> Any:
        return lambda: [list(foreign_rows(admin, marked).order_by("pk").values()) for admin in SCOPED]

    def test_is_like_one_that_is_not_there(self, powerful, marked, stored, measured):
        asked, before = list(questions(marked)), stored()
        for question, foreign_id, unknown in asked:
            start = transaction.savepoint()
            seen = question.ask(powerful, foreign_id)
            assert question.form is None or seen[0] == 403 or stored() == before, question
            transaction.savepoint_rollback(start)
            assert seen == question.ask(powerful, unknown), question
            transaction.savepoint_rollback(start)
            assert MARK.encode() not in seen[1], question
            assert seen[0] < 500, question
        measured(f"{len(SCOPED)} models, {len(asked)} questions: 0 told apart, 0 rows shown or changed")

    def test_is_on_no_page_of_lists_and_forms(self, powerful, own):
        pages = ["/admin/", *(f"/admin/{admin.opts.app_label}/" for admin in SCOPED)]
        for admin in SCOPED:
            pages += [rows_of(admin), f"{rows_of(admin)}add/"]
        shown = [powerful.get(page) for page in pages]
        assert {page.status_code for page in shown} <= {200, 403}
        assert [page.request["PATH_INFO"] for page in shown if MARK.encode() in page.content] == []


class TestRowWithAnOrganisation:
    """Even a superuser moves none: what others of its organisation point to would leave it."""

    @pytest.fixture
    def superusers(self, db) -> Client:
        return client_of(User.objects.create_superuser("admin@example.com", "x"))

    def test_stays_in_it(self, superusers, own, other_organisation):
        own.make_all()
        page = path(User, "change", own.manager.pk)
        form = user_form(organisation=other_organisation.pk, role="manager", email=own.manager.email)
        assert superusers.post(page, form).status_code == 302
        hotel = {"name": "Moved", "country": "IN", "currency": "INR", "time_zone": "UTC"}
        page = path(Property, "change", own.property.pk)
        assert superusers.post(page, hotel | {"organisation": other_organisation.pk}).status_code == 302
        own.property.refresh_from_db()
        own.manager.refresh_from_db()
        assert own.property.name == "Moved"
        assert own.manager.organisation == own.property.organisation != other_organisation

    def test_gets_one_once(self, superusers, own):
        newcomer = User.objects.create_superuser("second@example.com", "x")
        form = user_form(organisation=own.property.organisation_id, email=newcomer.email, is_superuser="on")
        assert superusers.post(path(User, "change", newcomer.pk), form).status_code == 302
        newcomer.refresh_from_db()
        assert newcomer.organisation == own.property.organisation
