"""JSON that always encodes."""

from collections.abc import Mapping
from typing import Any

from rest_framework.renderers import JSONRenderer


class ProblemJSONRenderer(JSONRenderer):
    """RFC 9457 bodies; what the client sent and UTF-8 cannot carry (a lone surrogate) is escaped."""

    media_type = "application/problem+json"
    format = "problem"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return super().render(encodable(data), self.media_type, None)


def encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, list):
        return [encodable(item) for item in value]
    if isinstance(value, dict):
        return {key: encodable(item) for key, item in value.items()}
    return value
