"""Cursor pagination, newest first, without a count: the lists grow to millions of rows."""

import base64
import re
from typing import Any, Final, NoReturn

from django.db.models import QuerySet
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

WRITTEN: Final = re.compile("[A-Za-z0-9_-]{1,60}")
CURSOR: Final = re.compile(r"(after|before)-(\d{1,19})", re.ASCII)
MAX_ID: Final = 2**63 - 1


class NewestFirstPagination(BasePagination):
    """``limit`` rows by falling id; a cursor names a row and the side of it to go on from."""

    default_limit = 50
    max_limit = 200

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        limit = self.limit()
        self.towards, self.position = self.cursor()
        rows = self.rows(queryset)[: limit + 1]
        found = list(rows)
        self.more = len(found) > limit
        page = found[:limit]
        self.page = page[::-1] if self.towards == "before" else page
        return self.page

    def rows(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.towards == "before":
            return queryset.filter(id__gt=self.position).order_by("id")
        if self.position is not None:
            queryset = queryset.filter(id__lt=self.position)
        return queryset.order_by("-id")

    def limit(self) -> int:
        stated = self.request.query_params.get("limit")
        if stated is None:
            return self.default_limit
        if not re.fullmatch("[1-9][0-9]{0,2}", stated) or int(stated) > self.max_limit:
            refuse("limit", f"Must be a whole number from 1 to {self.max_limit}.")
        return int(stated)

    def cursor(self) -> tuple[str, int | None]:
        stated = self.request.query_params.get("cursor")
        if stated is None:
            return "after", None
        if (match := CURSOR.fullmatch(decoded(stated))) is None or int(match[2]) > MAX_ID:
            refuse("cursor", "Take the cursor from next or previous of a list, unchanged.")
        return match[1], int(match[2])

    def get_paginated_response(self, data: Any) -> Response:
        links = {"next": self.next_link(), "previous": self.previous_link()}
        return Response({**links, "results": data})

    def next_link(self) -> str | None:
        there_is_more = self.more if self.towards == "after" else self.position is not None
        return self.link("after", self.page[-1].pk) if there_is_more and self.page else None

    def previous_link(self) -> str | None:
        there_is_more = self.more if self.towards == "before" else self.position is not None
        return self.link("before", self.page[0].pk) if there_is_more and self.page else None

    def link(self, towards: str, position: int) -> str:
        query = self.request.query_params.copy()
        query["cursor"] = base64.urlsafe_b64encode(f"{towards}-{position}".encode()).decode().rstrip("=")
        return f"{self.request.path}?{query.urlencode()}"

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": self.max_limit, "default": self.default_limit}
        cursor = {"type": "string", "pattern": f"^{WRITTEN.pattern}$"}
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": cursor},
            {"name": "limit", "in": "query", "required": False, "schema": limit},
        ]

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri-reference"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def decoded(cursor: str) -> str:
    """The text in a cursor; empty when it is none of ours."""
    if not WRITTEN.fullmatch(cursor):
        return ""
    try:
        return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except ValueError:
        return ""


def refuse(parameter: str, message: str) -> NoReturn:
    raise ValidationError({parameter: [ErrorDetail(message, "invalid")]})
