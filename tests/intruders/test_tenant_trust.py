"""Code that takes any id at its word: the database still keeps the organisations apart."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from hotelops.accounts.tenancy import OwnedModel, TenantRelatedField
from idempotency.models import LedgerEntry
from staff.models import Shift
from tests.hotels import BODIES, Answer, answer, with_id
from tests.schema_ids import body_ids
from tests.test_tenants import BODY_IDS, unknown_id

WITHOUT_SHIFT = {("staff.check_out", "propertyId"), ("staff.check_out", "staffId")}
"""What ends a shift that is not there writes nothing."""
MODELS = [model for model in apps.get_models() if issubclass(model, OwnedModel | LedgerEntry)]


@pytest.fixture
def trusting(monkeypatch, own, foreign) -> None:
    """Whatever id comes in a body, it is taken for that of a row of the own organisation."""
    own.make_all()
    foreign.make_all()
    Shift.objects.update(ended_at=timezone.now())

    def taken_at_its_word(field: Any, row_id: Any) -> Any:
        model = apps.get_model(field.to) if field.to else field.queryset.model
        row = model._base_manager.get(pk=own.row(model._meta.label))
        row.pk = row_id
        return row

    monkeypatch.setattr(TenantRelatedField, "to_internal_value", taken_at_its_word)


def counts() -> dict[str, int]:
    return {model._meta.label: model._base_manager.count() for model in MODELS}


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("trusting")
class TestTrustingView:
    @pytest.fixture
    def ask(self, own):
        def asked(route: Any, field: str, row_id: Any) -> Answer:
            body = with_id(BODIES[str(route)](own), field, row_id)
            return answer(own.client, route.method, route.path(0), body)

        return asked

    def test_answers_a_foreign_id_like_one_that_is_not_there(self, foreign, ask, measured):
        before, told = counts(), {}
        for route, field in body_ids():
            model = BODY_IDS[field.rpartition(".")[2]]
            unknown = ask(route, field, unknown_id(model))
            assert ask(route, field, foreign.row(model)) == unknown
            told[str(route), field] = json.loads(unknown[1])["code"]
        assert counts() == before
        assert {where for where, code in told.items() if code != "referenced_row_gone"} == WITHOUT_SHIFT
        measured(f"{len(told)} ids in bodies: 409 as if the row had just gone, nothing stored")
