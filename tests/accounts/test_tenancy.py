from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from hotelops.accounts.models import Property, User
from hotelops.accounts.tenancy import TenantRelatedField, organisation_scope
from hotelops.api.serializers import CamelSerializer


class Stay(CamelSerializer):
    property_id = TenantRelatedField(queryset=Property.objects.all())


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
