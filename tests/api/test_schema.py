import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

UNSAFE = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema():
    GENERATOR_STATS.reset()
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema, prefix):
    return {
        (method, path): operation
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        if path.startswith(prefix)
    }


class TestSchema:
    def test_is_valid_openapi_3_1(self, schema):
        assert schema["openapi"].startswith("3.1")
        validate_schema(schema)

    def test_is_made_without_warnings(self, schema):
        assert not GENERATOR_STATS, GENERATOR_STATS._warn_cache

    def test_is_served(self, client):
        response = client.get("/schema", headers={"accept": "application/json"})
        assert response.status_code == 200
        assert "/v1/finance/expenses" in response.content.decode()

    def test_names_properties_in_camel_case(self, schema):
        properties = [
            name
            for component in schema["components"]["schemas"].values()
            for name in component.get("properties", {})
        ]
        assert "amountCents" in properties
        assert not [name for name in properties if "_" in name]

    def test_describes_nothing_by_the_base_of_its_serializer(self, schema):
        described = [
            component["description"]
            for component in schema["components"]["schemas"].values()
            if "description" in component
        ]
        assert described
        assert not [text for text in described if "serializer" in text.lower()]

    def test_says_where_numbers_are_masked(self, schema):
        components = schema["components"]["schemas"]
        for name, field in (
            ("Stay", "passportNumber"),
            ("Stay", "visaNumber"),
            ("StayRequest", "passportNumber"),
            ("Document", "number"),
        ):
            assert "****4567" in components[name]["properties"][field]["description"]

    def test_says_which_problems_name_fields(self, schema):
        problem = schema["components"]["schemas"]["Problem"]
        assert "`full_aadhaar_refused`" in problem["description"]
        assert problem["properties"]["errors"]["description"]


class TestProtectedOperation:
    def test_needs_the_key(self, schema):
        for place, operation in operations(schema, "/v1/").items():
            headers = [one["name"] for one in operation.get("parameters", []) if one["in"] == "header"]
            assert headers == (["Idempotency-Key"] if place[0] in UNSAFE else []), place

    def test_says_how_a_replay_and_the_refusals_look(self, schema):
        responses = schema["paths"]["/v1/finance/expenses"]["post"]["responses"]
        assert "Idempotent-Replayed" in responses["201"]["headers"]
        for status in ("400", "401", "403", "409", "410", "413", "415", "503"):
            content = responses[status]["content"]
            assert content == {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            }

    def test_needs_an_access_token(self, schema):
        for place, operation in operations(schema, "/v1/").items():
            assert operation["security"] == [{"accessToken": []}], place
        assert schema["components"]["securitySchemes"]["accessToken"]["scheme"] == "bearer"


class TestRequest:
    def test_has_nothing_but_its_fields(self, schema):
        requests = {
            name: one for name, one in schema["components"]["schemas"].items() if name.endswith("Request")
        }
        closed = {name for name, one in requests.items() if one.get("additionalProperties") is False}
        assert {"ExpenseRequest", "LoginRequest", "NewUploadRequest"} <= closed
        assert {name for name, one in requests.items() if "properties" in one} == closed


class TestLogin:
    @pytest.mark.parametrize("path", ["/auth/login", "/auth/refresh"])
    def test_may_be_refused(self, schema, path):
        assert "application/problem+json" in schema["paths"][path]["post"]["responses"]["401"]["content"]


class TestOperationWithFiles:
    def test_needs_a_body(self, schema):
        for place, operation in operations(schema, "/v1/").items():
            if "multipart/form-data" in operation.get("requestBody", {}).get("content", ()):
                assert operation["requestBody"]["required"], place

    @pytest.mark.parametrize("path", ["/v1/uploads/{id}/content", "/v1/guest-checkin/documents/{id}/content"])
    def test_says_what_comes_and_where_a_redirect_leads(self, schema, path):
        assert "Location" in schema["paths"][path]["get"]["responses"]["302"]["headers"]
        kinds = schema["paths"][path]["get"]["responses"]["200"]["content"]
        assert set(kinds) == {"image/jpeg", "image/png", "image/webp", "application/pdf"}


class TestListOperation:
    def test_has_its_filters_and_paging(self, schema):
        parameters = schema["paths"]["/v1/finance/expenses"]["get"]["parameters"]
        assert {one["name"] for one in parameters} == {
            "category", "cursor", "from", "limit", "max", "min", "mode", "property", "to", "voided",
        }  # fmt: skip

    def test_of_a_path_with_an_id_may_answer_404(self, schema):
        assert "404" in schema["paths"]["/v1/finance/expenses/{id}"]["get"]["responses"]

    def test_takes_ids_as_integers(self, schema):
        ids = [
            one["schema"]["type"]
            for operation in operations(schema, "/v1/").values()
            for one in operation.get("parameters", [])
            if one["in"] == "query" and one["name"] in ("property", "staff")
        ]
        assert set(ids) == {"integer"}

    def test_says_what_a_filter_means(self, schema):
        described = {
            one["name"]: (one["schema"]["type"], one.get("description"))
            for path in ("/v1/guest-checkin", "/v1/finance/expenses", "/v1/staff/shifts/current")
            for one in schema["paths"][path]["get"]["parameters"]
        }
        assert described["formDue"] == ("boolean", "Due and not submitted yet.")
        assert described["min"] == ("integer", "In minor units.")
        assert described["staff"] == ("integer", "Another person, for managers.")
