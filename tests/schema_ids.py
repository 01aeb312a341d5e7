"""Which ids the API takes in bodies and as query parameters."""

from collections.abc import Iterator
from typing import Any, Final

from django_filters import rest_framework as filters
from drf_spectacular.generators import SchemaGenerator
from rest_framework.serializers import BaseSerializer

from hotelops.accounts.tenancy import TenantRelatedField
from hotelops.api.filters import CalendarDayFilter, InstantFilter, TrueFalseFilter

from .api_routes import ROUTES, ApiRoute

NUMBERS: Final = {"min", "max"}
NOT_IDS: Final = {
    filters.ChoiceFilter,
    filters.CharFilter,
    CalendarDayFilter,
    InstantFilter,
    TrueFalseFilter,
}


def body_ids() -> list[tuple[ApiRoute, str]]:
    """Each route with a field of its body that takes an id, by the schema; ``part.field`` within a part."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return [
        (route, field)
        for route in ROUTES
        if not route.is_safe
        for content in body_contents(schema, route)
        for field in id_fields(schema, content["schema"])
    ]


def body_contents(schema: dict[str, Any], route: ApiRoute) -> list[dict[str, Any]]:
    operation = schema["paths"][route.template][route.method]
    return list(operation.get("requestBody", {"content": {}})["content"].values())


def id_fields(schema: dict[str, Any], described: dict[str, Any]) -> Iterator[str]:
    for name, field in properties(schema, described):
        if name.endswith(("Id", "Ids")):
            yield name
        yield from (f"{name}.{inner}" for inner in id_fields(schema, field))


def properties(schema: dict[str, Any], described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whichever of several forms of an object each belongs to."""
    if "$ref" in described:
        described = schema["components"]["schemas"][described["$ref"].rpartition("/")[2]]
    for part in (*described.get("allOf", ()), *described.get("oneOf", ())):
        yield from properties(schema, part)
    yield from described.get("properties", {}).items()


def writable_fields(route: ApiRoute) -> set[str]:
    """The names that a body may have at its top."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    contents = body_contents(schema, route)
    named = [field for content in contents for field in properties(schema, content["schema"])]
    return {name for name, described in named if not described.get("readOnly")}


def related_fields() -> set[str]:
    """The names of all fields of the project's serializers that look a row up."""
    return {
        name
        for serializer in serializers_below(BaseSerializer)
        for name, field in serializer().fields.items()
        if isinstance(field, TenantRelatedField)
    }


def serializers_below(base: type) -> Iterator[Any]:
    for child in base.__subclasses__():
        yield from serializers_below(child)
        if "Meta" in vars(child) or getattr(child, "_declared_fields", None):
            yield child


def filter_ids() -> list[tuple[ApiRoute, str]]:
    """Each list, or other route without an id in its path, with a query parameter that takes an id."""
    return [
        (route, name)
        for route in ROUTES
        if route.is_safe and not route.detail and route.option("filterset_class")
        for name, declared in route.option("filterset_class").get_filters().items()
        if type(declared) not in NOT_IDS and name not in NUMBERS
    ]
