"""What the schema says again and again: problems, and the headers of requests and answers."""

from typing import Final

TEXT: Final = {"type": "string"}
PROBLEM_SCHEMA: Final = {
    "type": "object",
    "description": "RFC 9457. `code` is stable. `errors` comes with `validation_error`, and with each code"
    " that is about one field, such as `file_type_refused` or `full_aadhaar_refused`.",
    "required": ["type", "title", "status", "requestId", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "requestId": {"type": "string", "description": "As in `X-Request-ID`; the log has it, too."},
        "detail": TEXT,
        "code": TEXT,
        "errors": {
            "type": "array",
            "description": "What is wrong with which field, where the fault lies in fields.",
            "items": {
                "type": "object",
                "required": ["field", "code", "message"],
                "properties": {"field": TEXT, "code": TEXT, "message": TEXT},
            },
        },
    },
}
PROBLEM: Final = {"$ref": "#/components/schemas/Problem"}
KEY: Final = {
    "type": "string",
    "minLength": 1,
    "maxLength": 255,
    "pattern": "^[A-Za-z0-9._~:+/=-]+$",
}
KEY_PARAMETER: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A fresh UUID for each new request, and the same one in every retry of it.",
    "schema": KEY,
}
KEY_IN_PATH: Final = "As in the header, without quotes. Percent-encode it, `/` too: clients shorten `a/../b`."
REPLAY_HEADER: Final = {
    "description": "Present on a retry: this is the answer to the first request, byte for byte.",
    "schema": {"type": "string", "enum": ["true"]},
}
LOCATION_HEADER: Final = {
    "description": "Where it is.",
    "schema": {"type": "string", "format": "uri-reference"},
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
