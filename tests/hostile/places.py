"""Where a client may put something: fields of bodies and parameters of queries, by the schema."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from drf_spectacular.generators import SchemaGenerator

from tests.api_routes import ROUTES

FORM: Final = "multipart/form-data"


@dataclass(frozen=True)
class Write:
    """Something that takes a body; of a viewset it has the name that the role table gives it."""

    name: str
    template: str
    media_type: str
    fields: dict[str, dict[str, Any]]
    """Their schemas by name; the object in a JSON part of a form is one of them."""

    @property
    def is_form(self) -> bool:
        return self.media_type == FORM

    @property
    def texts(self) -> list[str]:
        """Fields that take a text, if perhaps one of a certain form; in a form all but files."""
        return [
            name
            for name, described in self.fields.items()
            if "binary" not in str(described) and (self.is_form or is_text(described))
        ]


@dataclass(frozen=True)
class Read:
    """Something that takes parameters in its query."""

    name: str
    template: str
    parameters: list[str]


@cache
def schema() -> dict[str, Any]:
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


def operations(method: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, path and description of each that has this method."""
    names = {(route.template, route.method): str(route) for route in ROUTES}
    for template, methods in schema()["paths"].items():
        if method in methods:
            yield names.get((template, method), template), template, methods[method]


def writes() -> list[Write]:
    return [
        Write(name, template, media_type, dict(fields(content["schema"])))
        for name, template, operation in operations("post")
        for media_type, content in operation.get("requestBody", {"content": {}})["content"].items()
    ]


def reads() -> list[Read]:
    found = []
    for name, template, operation in operations("get"):
        parameters = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        found += [Read(name, template, parameters)] if parameters else []
    return found


def fields(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Name and schema of each property, whichever of several forms it belongs to."""
    described = resolved(described)
    for part in (*described.get("allOf", ()), *described.get("oneOf", ())):
        yield from fields(part)
    for name, inner in described.get("properties", {}).items():
        yield name, resolved(inner)


def resolved(described: dict[str, Any]) -> dict[str, Any]:
    """What a reference points to."""
    if "$ref" in described:
        found: dict[str, Any] = schema()["components"]["schemas"][described["$ref"].rpartition("/")[2]]
        return found
    return described


def is_text(described: dict[str, Any]) -> bool:
    kinds = (described, *described.get("anyOf", ()), *described.get("oneOf", ()), *described.get("allOf", ()))
    return any("string" in resolved(kind).get("type", ()) for kind in kinds)
