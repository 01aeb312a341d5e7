"""OpenAPI 3.1 that knows by itself what is idempotent, authenticated and how errors look."""

from typing import Any, Final

from drf_spectacular import openapi
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiViewExtension
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent, get_lib_doc_excludes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse

from idempotency.mixins import is_protected

from .renderers import ProblemJSONRenderer
from .schema_parts import (
    DESCRIPTIONS,
    KEY,
    KEY_IN_PATH,
    KEY_PARAMETER,
    LOCATION_HEADER,
    PROBLEM,
    PROBLEM_SCHEMA,
    REPLAY_HEADER,
)
from .serializers import CamelModelSerializer, CamelSerializer

EMPTY_TEXT: Final = {"type": "string", "maxLength": 0}


class AutoSchema(openapi.AutoSchema):
    """Adds to every operation what follows from how its view is built."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> dict[str, Any] | None:
        operation = super().get_operation(path, path_regex, path_prefix, method, registry)
        if operation is None:
            return None
        protected = is_protected(self.view, self.method)
        if protected:
            operation.setdefault("parameters", []).append(KEY_PARAMETER)
        if "multipart/form-data" in operation.get("requestBody", {"content": {}})["content"]:
            operation["requestBody"]["required"] = True
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query" and parameter["schema"].get("type") == "string":
                parameter["schema"].setdefault("minLength", 1)  # an empty one is refused
        for status, response in operation["responses"].items():
            if headers := headers_of(status, protected):
                response["headers"] = response.get("headers", {}) | headers
        for status in sorted(self.problem_statuses(operation, protected)):
            operation["responses"].setdefault(status, self.problem(status))
        return operation

    def problem_statuses(self, operation: dict[str, Any], protected: bool) -> set[str]:
        parameters = [parameter["in"] for parameter in operation.get("parameters", [])]
        applying = {
            "400": protected or "requestBody" in operation or "query" in parameters or is_filtered(self.view),
            "401": bool(self.view.get_authenticators()),
            "403": bool(self.view.get_authenticators()),
            "404": "path" in parameters,
            "409": protected,
            "410": protected,
            "413": "requestBody" in operation,
            "415": "requestBody" in operation,
            "503": bool(self.view.get_authenticators()) or "requestBody" in operation,
        }
        return {status for status, applies in applying.items() if applies}

    def problem(self, status: str) -> dict[str, Any]:
        component = ResolvedComponent(
            name="Problem", type=ResolvedComponent.SCHEMA, object="Problem", schema=PROBLEM_SCHEMA
        )
        self.registry.register_on_missing(component)
        content = {ProblemJSONRenderer.media_type: {"schema": PROBLEM}}
        return {"description": DESCRIPTIONS[status], "content": content}


def headers_of(status: str, protected: bool) -> dict[str, Any]:
    headers = {}
    if protected and status.startswith("2"):
        headers["Idempotent-Replayed"] = REPLAY_HEADER
    if status in ("201", "302"):
        headers["Location"] = LOCATION_HEADER
    return headers


def is_filtered(view: Any) -> bool:
    """Whether it refuses query parameters that it does not know, one row's view too."""
    return getattr(view, "filterset_class", None) is not None


def problem_response(status: int, description: str) -> dict[tuple[int, str], OpenApiResponse]:
    """For ``extend_schema``: a problem that does not follow from how the view is built."""
    return {(status, ProblemJSONRenderer.media_type): OpenApiResponse(PROBLEM, description)}


def bases_without_description() -> list[type]:
    """Classes whose docstrings are for readers of the code: ``GET_LIB_DOC_EXCLUDES``."""
    return [*get_lib_doc_excludes(), CamelSerializer, CamelModelSerializer]


def either_may_hold(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A postprocessing hook: who checks no formats takes an empty text for an e-mail address, too.

    Of ``oneOf``, which is what comes in, exactly one has to hold.
    """
    for component in result["components"]["schemas"].values():
        for described in component.get("properties", {}).values():
            if EMPTY_TEXT in described.get("oneOf", ()):
                described["anyOf"] = described.pop("oneOf")
    return result


def nothing_else(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """A postprocessing hook: what a request has beyond its fields is refused."""
    for name, component in result["components"]["schemas"].items():
        if name.endswith("Request") and component.get("type") == "object":
            component["additionalProperties"] = False
    return result


class AccessTokenScheme(OpenApiAuthenticationExtension):
    target_class = "hotelops.accounts.authentication.AccessTokenAuthentication"
    name = "accessToken"
    priority = 1

    def get_security_definition(self, auto_schema: openapi.AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


class KeySchema(AutoSchema):
    """A key that nobody knows is no 404, and one that cannot be is a 400."""

    def get_override_parameters(self) -> list[Any]:
        return [OpenApiParameter("key", KEY, "path", description=KEY_IN_PATH)]

    def problem_statuses(self, operation: dict[str, Any], protected: bool) -> set[str]:
        return super().problem_statuses(operation, protected) - {"404"} | {"400"}


class KeyViewExtension(OpenApiViewExtension):
    target_class = "idempotency.views.KeyView"

    def view_replacement(self) -> type:
        return type("KeyView", (self.target,), {"schema": KeySchema()})
