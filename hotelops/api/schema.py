"""OpenAPI 3.1 that knows by itself what is idempotent, authenticated and how errors look."""

from typing import Any, Final

from drf_spectacular import openapi
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import ComponentRegistry, ResolvedComponent

from idempotency.mixins import is_protected

from .renderers import ProblemJSONRenderer

TEXT: Final = {"type": "string"}
PROBLEM_SCHEMA: Final = {
    "type": "object",
    "description": "RFC 9457. `code` is stable; `errors` comes with code `validation_error`.",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": TEXT,
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {"field": TEXT, "code": TEXT, "message": TEXT},
            },
        },
    },
}
KEY_PARAMETER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A fresh UUID for each new request, and the same one in every retry of it.",
    "schema": {
        "type": "string",
        "minLength": 1,
        "maxLength": 255,
        "pattern": "^[A-Za-z0-9._~:+/=-]+$",
    },
}
REPLAY_HEADER: Final = {
    "description": "Present on a retry: this is the answer to the first request, byte for byte.",
    "schema": {"type": "string", "enum": ["true"]},
}
DESCRIPTIONS: Final = {
    "400": "The request is not valid.",
    "401": "Log in, or refresh the access token.",
    "403": "Your role does not allow this.",
    "404": "There is no such thing, or it is not yours.",
    "409": "In conflict with what is stored, or the Idempotency-Key is in use or used for another request.",
    "410": "Done before, but the answer is no longer kept. It never runs again.",
    "413": "The body is too large.",
    "415": "The body is of another media type than the endpoint takes.",
    "503": "The database or the store of files cannot answer right now: send the same request again.",
}


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
        for status, response in operation["responses"].items():
            if protected and status.startswith("2"):
                response.setdefault("headers", {})["Idempotent-Replayed"] = REPLAY_HEADER
        for status in sorted(self.problem_statuses(operation, protected)):
            operation["responses"].setdefault(status, self.problem(status))
        return operation

    def problem_statuses(self, operation: dict[str, Any], protected: bool) -> set[str]:
        parameters = [parameter["in"] for parameter in operation.get("parameters", [])]
        applying = {
            "400": protected or "requestBody" in operation or "query" in parameters,
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
        content = {ProblemJSONRenderer.media_type: {"schema": component.ref}}
        return {"description": DESCRIPTIONS[status], "content": content}


class AccessTokenScheme(OpenApiAuthenticationExtension):
    target_class = "hotelops.accounts.authentication.AccessTokenAuthentication"
    name = "accessToken"
    priority = 1

    def get_security_definition(self, auto_schema: openapi.AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
