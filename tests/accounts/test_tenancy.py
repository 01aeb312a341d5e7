from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.utils import timezone
from rest_framework.exceptions import ValidationError

from finance.models import Expense
from hotelops.accounts.models import Property, User
from hotelops.accounts.tenancy import ForeignRow, TenantRelatedField, organisation_scope
from hotelops.api.serializers import CamelSerializer

EXPENSE = {
    "category": "maintenance",
    "amount_cents": 100,
    "currency": "INR",
    "description": "A lamp",
    "payment_mode": "cash",
}


class Stay(CamelSerializer):
    property_id = TenantRelatedField(queryset=Property.objects.all())


def expense(organisation, user, **fields):
    return Expense(organisation=organisation, created_by=user, occurred_at=timezone.now(), **EXPENSE | fields)


def seen_by(user, field: Any):
    """The field as part of a serializer of this user's request."""
    field._context = {"request": SimpleNamespace(user=user)}
    return field


class TestRowsForAUser:
    def test_are_those_of_the_organisation(self, manager, property_, other_property):
        assert list(Property.objects.for_user(manager)) == [property_]

    def test_are_none_without_an_organisation(self, db, property_):
        admin = User.objects.create_superuser("admin@example.com", "x")
        for user in (admin, AnonymousUser()):
            assert not Property.objects.for_user(user).exists()


class TestForeignRow:
    def test_is_refused_when_a_row_is_created(self, organisation, manager, other_property):
        with pytest.raises(ForeignRow, match=r"Expense\.property"):
            expense(organisation, manager, property=other_property).save()

    def test_is_refused_when_only_its_id_is_given(self, organisation, manager, other_property):
        with pytest.raises(ForeignRow):
            expense(organisation, manager, property_id=other_property.pk).save()

    @pytest.mark.parametrize("update_fields", [None, ["property"], ["property_id"]])
    def test_is_refused_when_a_row_is_changed(
        self, organisation, manager, property_, other_property, update_fields
    ):
        row = expense(organisation, manager, property=property_)
        row.save()
        row.property = other_property
        with pytest.raises(ForeignRow):
            row.save(update_fields=update_fields)

    def test_costs_no_query_for_a_row_at_hand(
        self, organisation, manager, property_, django_assert_num_queries
    ):
        with django_assert_num_queries(1):
            expense(organisation, manager, property=property_).save()

    def test_is_not_looked_for_in_fields_that_are_not_saved(
        self, organisation, manager, property_, django_assert_num_queries
    ):
        expense(organisation, manager, property=property_).save()
        row = Expense.objects.get()
        with django_assert_num_queries(1):
            row.save(update_fields=["description"])


class TestRelatedField:
    @pytest.fixture
    def stay(self, manager):
        def stay(value, form=False):
            data = QueryDict(f"propertyId={value}") if form else {"propertyId": value}
            return Stay(data=data, context={"request": SimpleNamespace(user=manager)})

        return stay

    def code(self, serializer):
        assert not serializer.is_valid()
        (error,) = serializer.errors["propertyId"]
        return error.code

    def test_takes_an_id_of_the_organisation(self, stay, property_):
        serializer = stay(property_.pk)
        assert serializer.is_valid()
        assert serializer.validated_data == {"property_id": property_}

    def test_takes_digits_from_a_form(self, stay, property_):
        assert stay(property_.pk, form=True).is_valid()

    def test_answers_another_organisations_id_like_an_unknown_one(self, stay, other_property):
        other, unknown = stay(other_property.pk), stay(other_property.pk + 1000)
        assert self.code(other) == self.code(unknown) == "does_not_exist"
        assert other.errors == unknown.errors

    @pytest.mark.parametrize("value", [0, -1, 2**63, 10**30, 10**299])
    def test_answers_any_other_integer_like_an_unknown_id(self, stay, value):
        assert self.code(stay(value)) == "does_not_exist"

    @pytest.mark.parametrize("value", ["1", "x", "", "\x00", 1.0, 1.5, True, [1], {"id": 1}])
    def test_takes_only_integers_in_json(self, stay, property_, value):
        assert self.code(stay(value)) in ("incorrect_type", "null")

    @pytest.mark.parametrize("value", ["x", "1.0", "²", "٣", "%00", "-1", "9" * 5000])
    def test_takes_only_digits_in_a_form(self, stay, property_, value):
        assert self.code(stay(value, form=True)) in ("incorrect_type", "does_not_exist")

    def test_may_name_its_model_like_a_foreign_key(self, manager, property_, other_property):
        field = seen_by(manager, TenantRelatedField(to="accounts.Property"))
        assert field.run_validation(property_.pk) == property_
        with pytest.raises(ValidationError, match="no such object"):
            field.run_validation(other_property.pk)

    def test_may_be_a_person_of_the_organisation(self, manager, staff, other_manager):
        field = seen_by(manager, TenantRelatedField(queryset=User.objects.all()))
        assert field.run_validation(staff.pk) == staff
        with pytest.raises(ValidationError, match="no such object"):
            field.run_validation(other_manager.pk)


class TestScope:
    def test_of_idempotency_keys_is_the_organisation(self, manager, organisation):
        request: Any = SimpleNamespace(user=manager)
        assert organisation_scope(request) == str(organisation.pk)
