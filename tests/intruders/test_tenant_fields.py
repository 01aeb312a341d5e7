"""Whose a row is, who recorded it and when, is not for the client to say."""

from typing import Any, Final

import pytest
from django.apps import apps

from hotelops.api.serializers import camel_case
from tests.api_routes import ROUTES, ApiRoute
from tests.hotels import BODIES, sent, with_id
from tests.schema_ids import writable_fields

OWNERSHIP: Final = {"organisation", "organisationId", "orgId", "tenantId", "user", "userId", "pk", "role"}
WRITING: Final = [route for route in ROUTES if not route.is_safe]


def columns(route: ApiRoute) -> set[str]:
    """Every name, in code and in the API, of a field of the route's model."""
    fields = apps.get_model(route.model)._meta.concrete_fields
    return {spelt for one in fields for name in (one.name, one.attname) for spelt in (name, camel_case(name))}


def refused_names(response: Any) -> set[str]:
    assert response.status_code == 400
    errors = response.json()["errors"]
    return {error["field"].rpartition(".")[2] for error in errors if error["code"] == "unknown_field"}


class TestFieldThatIsNotTaken:
    def test_is_refused_by_its_name(self, own, foreign, measured):
        tried = 0
        for route in WRITING:
            others = (columns(route) | OWNERSHIP) - writable_fields(route)
            body = BODIES[str(route)](own) | dict.fromkeys(others, foreign.property.organisation_id)
            path = route.path(own.row(route.model) if route.detail else 0)
            assert refused_names(sent(own.client, route.method, path, body)) >= others, route
            tried += len(others)
        measured(f"{len(WRITING)} routes, {tried} names: all refused")

    @pytest.mark.parametrize("name", sorted(OWNERSHIP))
    def test_is_refused_in_a_json_part(self, own, foreign, name):
        body = with_id(BODIES["guest-checkin.check_in_with_documents"](own), f"checkIn.{name}", 1)
        response = sent(own.client, "post", "/v1/guest-checkin/create-with-documents", body)
        assert name in refused_names(response)
