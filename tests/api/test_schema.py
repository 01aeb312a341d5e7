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


class TestListOperation:
    def test_has_its_filters_and_paging(self, schema):
        parameters = schema["paths"]["/v1/finance/expenses"]["get"]["parameters"]
        assert {one["name"] for one in parameters} == {
            "category", "cursor", "from", "limit", "max", "min", "mode", "property", "to", "voided",
        }  # fmt: skip

    def test_of_a_path_with_an_id_may_answer_404(self, schema):
        assert "404" in schema["paths"]["/v1/finance/expenses/{id}"]["get"]["responses"]
