"""What the schema says of requests and answers, held against real ones."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
import time_machine
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from tests.api_routes import ROUTES
from tests.examples import FOREIGN_GUEST, GUEST
from tests.hotels import BODIES, Hotel, at_property, sent

PERIOD = "?from=2025-12-01&to=2025-12-31"
JSON = [route for route in ROUTES if route.action not in ("content", "summary_csv")]
FILES = {"files": ["content"], "documentTypes": ["passport"]}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema, in which no object has a field that is not declared."""
    schema = deepcopy(SchemaGenerator().get_schema(request=None, public=True))
    for component in schema["components"]["schemas"].values():
        if "properties" in component:
            component["additionalProperties"] = False
    return schema


@pytest.fixture
def hotel(login, property_, manager) -> Iterator[Hotel]:
    """On the day of the examples."""
    with time_machine.travel("2025-12-13T12:00:00Z"):
        yield Hotel(login(manager), property_, manager)


def faults(schema, described, value):
    whole = {"components": schema["components"], **described}
    return [error.message for error in Draft202012Validator(whole).iter_errors(value)]


@pytest.mark.parametrize("route", JSON, ids=str)
class TestAnswer:
    @pytest.fixture
    def responses(self, schema, route):
        return schema["paths"][route.template][route.method]["responses"]

    @pytest.fixture
    def answer(self, hotel, route):
        path = route.path(hotel.row(route.model) if route.detail else 0)
        if str(route) == "staff.check_out":
            hotel.row("staff.Shift")
        if str(route) == "guest-checkin.form_submitted":
            guest = {**at_property(FOREIGN_GUEST, hotel), "roomNumber": "10"}
            path = route.path(hotel.created("/v1/guest-checkin/create", "guest-checkin.check_in", **guest))
        if str(route) in ("shifts.current", "shifts.list", "guest-checkin.list"):
            hotel.make_all()
        path += PERIOD if route.action == "summary" else ""
        return sent(hotel.client, route.method, path, {} if route.is_safe else BODIES[str(route)](hotel))

    def test_is_as_declared(self, schema, responses, answer):
        assert answer.status_code < 300, answer.content
        declared = responses[str(answer.status_code)]
        assert not faults(schema, declared["content"]["application/json"]["schema"], answer.json())
        assert ("Location" in declared.get("headers", {})) == ("Location" in answer)

    def test_that_is_a_refusal_is_as_declared(self, schema, responses, api, hotel, route):
        path = route.path(hotel.row(route.model) if route.detail else 0)
        for client, query in ((api, ""), (hotel.client, "?colour=red")):
            answer = sent(client, route.method, path + query, {"colour": "red"})
            if answer.status_code >= 400:
                declared = responses[str(answer.status_code)]["content"]["application/problem+json"]
                assert not faults(schema, declared["schema"], answer.json())


class TestCurrentShift:
    def test_may_not_be_there(self, schema, hotel):
        answer = hotel.client.get("/v1/staff/shifts/current")
        declared = schema["paths"]["/v1/staff/shifts/current"]["get"]["responses"]["404"]
        problem = declared["content"]["application/problem+json"]["schema"]
        assert answer.status_code == 404
        assert not faults(schema, problem, answer.json())


class TestBody:
    @pytest.mark.parametrize("email", ["", "asha@example.com"])
    def test_of_a_check_in_may_have_an_empty_email(self, schema, email):
        described = {"$ref": "#/components/schemas/StayRequest"}
        assert not faults(schema, described, {**GUEST, "email": email})


class TestCheckInWithDocuments:
    @pytest.fixture
    def refused(self, schema):
        content = schema["paths"]["/v1/guest-checkin/create-with-documents"]["post"]["requestBody"]
        described = content["content"]["multipart/form-data"]["schema"]
        return lambda body: bool(faults(schema, described, body))

    def test_has_its_fields_flat_or_as_json(self, refused):
        assert not refused({**GUEST, **FILES})
        assert not refused({"checkIn": GUEST, **FILES})

    def test_has_them_once(self, refused):
        assert refused(FILES)
        assert refused({**GUEST, "checkIn": GUEST, **FILES})

    @pytest.mark.parametrize("missing", FILES)
    def test_has_files_and_types(self, refused, missing):
        files = {name: value for name, value in FILES.items() if name != missing}
        assert refused({**GUEST, **files})
        assert refused({"checkIn": GUEST, **files})
