"""No row points into another organisation, whatever the code above the database forgets."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any, Final
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from finance.models import Expense
from hotelops.accounts.constraints import SameOrganisation
from hotelops.accounts.models import Organisation
from hotelops.api.integrity import FOREIGN_KEY, sqlstate_of
from tests.hotels import Hotel

EXEMPT: Final = {"guestcheckin.Stay.erased_by": "a superuser, who may be of no organisation, erases guests"}
YEARS: Final = count(1)
COMPANIONS: Final[dict[str, dict[str, Any]]] = {
    "voided_by": {"voided_at": timezone.now(), "void_reason": "Entered twice"},
    "form_submitted_by": {"form_due_at": timezone.now(), "form_submitted_at": timezone.now()},
}
"""What other constraints want to see beside a field."""


def earlier(shift: Any) -> dict[str, Any]:
    start = shift.started_at - timedelta(days=366 * next(YEARS))
    return {"started_at": start, "ended_at": start + timedelta(hours=1)}


OTHERWISE: Final[dict[str, Callable[[Any], dict[str, Any]]]] = {
    "guestcheckin.Stay": lambda stay: {"room_number": uuid4().hex[:8]},
    "staff.Shift": earlier,
}
"""What a second row of a model cannot have in common with the first."""


def is_tenants(model: Any) -> bool:
    return model is not None and Organisation in (field.related_model for field in model._meta.fields)


def relations() -> Iterator[Any]:
    """Every field of an organisation's row that leads to a row of an organisation."""
    for model in filter(is_tenants, apps.get_models(include_auto_created=True)):
        yield from filter(leads_to_tenant, model._meta.get_fields())


def leads_to_tenant(field: Any) -> bool:
    return bool(field.is_relation and not field.auto_created and is_tenants(field.related_model))


def is_constrained(field: Any) -> bool:
    constraints = field.model._meta.constraints
    found = (one.field for one in constraints if isinstance(one, SameOrganisation))
    return isinstance(field, models.ForeignKey) and field.name in found


CONSTRAINED: Final = [field for field in relations() if is_constrained(field)]
POINTED_TO: Final = sorted({field.related_model for field in CONSTRAINED}, key=str)


def refused(change: Callable[..., object], *arguments: Any, **fields: Any) -> bool:
    """Whether the foreign key, and nothing else, refuses it at COMMIT."""
    try:
        with transaction.atomic():
            change(*arguments, **fields)
    except IntegrityError as error:
        return sqlstate_of(error.__cause__) == FOREIGN_KEY
    return False


class Leak:
    """A row of the own hotel, and a field of it that is to lead to a row of another one."""

    def __init__(self, field: "models.ForeignKey[Any, Any]", own: Hotel, other: Hotel) -> None:
        self.field = field
        self.rows = field.model._base_manager
        self.row = self.rows.get(pk=row_id(own, field.model))
        other_id = other.row(field.related_model._meta.label)
        self.link = {field.attname: other_id, **COMPANIONS.get(field.name, {})}

    def fields(self) -> dict[str, Any]:
        """What leads there, and what keeps every other constraint satisfied."""
        return OTHERWISE.get(self.row._meta.label, lambda row: {})(self.row) | self.link

    def update(self) -> None:
        self.rows.filter(pk=self.row.pk).update(**self.fields())

    def bulk_create(self) -> None:
        self.rows.bulk_create([self.second()])

    def save(self) -> None:
        self.second().save()

    def second(self) -> models.Model:
        copied = [field for field in self.row._meta.concrete_fields if not field.generated]
        values = {
            field.attname: getattr(self.row, field.attname) for field in copied if not field.primary_key
        }
        return type(self.row)(**values | self.fields())


WAYS: Final = (Leak.update, Leak.bulk_create, Leak.save)


def row_id(hotel: Hotel, model: Any) -> Any:
    if model._meta.label == "staff.ClockEvent":
        return model.objects.filter(shift_id=hotel.row("staff.Shift")).earliest("pk").pk
    return hotel.row(model._meta.label)


class TestEveryRelation:
    def test_is_a_foreign_key_with_a_constraint(self):
        assert {str(field) for field in relations() if not is_constrained(field)} == EXEMPT.keys()

    @pytest.mark.django_db(transaction=True)
    def test_leads_nowhere_else_by_any_way_of_writing(self, own, foreign, measured):
        leaks = [(Leak(field, own, foreign), way) for field in CONSTRAINED for way in WAYS]
        passed = [(str(leak.field), way.__name__) for leak, way in leaks if not refused(way, leak)]
        assert passed == []
        measured(f"{len(CONSTRAINED)} foreign keys, {len(leaks)} tries: all refused at COMMIT")

    @pytest.mark.django_db(transaction=True)
    def test_leads_to_rows_of_the_own_organisation(self, own):
        """What was refused was the organisation, not the row."""
        for field in CONSTRAINED:
            for way in WAYS:
                way(Leak(field, own, own))


class TestRowThatOthersPointTo:
    @pytest.mark.django_db(transaction=True)
    def test_stays_in_its_organisation(self, own, other_organisation):
        own.make_all()
        for model in POINTED_TO:
            rows = model._base_manager.filter(pk=own.row(model._meta.label))
            assert refused(rows.update, organisation=other_organisation), model


class TestForm:
    def test_is_told_which_field_is_wrong(self, own, foreign):
        row = Expense.objects.get(pk=own.row("finance.Expense"))
        row.validate_constraints()
        row.property_id = foreign.row("accounts.Property")
        with pytest.raises(ValidationError) as refused:
            row.validate_constraints()
        assert refused.value.message_dict == {"property": ["There is no such object."]}
        row.validate_constraints(exclude={"property"})
