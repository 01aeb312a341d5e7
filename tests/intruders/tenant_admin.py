"""What an admin site of one organisation can be asked about a row of another one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.admin import site
from django.contrib.contenttypes.models import ContentType
from django.contrib.messages import get_messages
from django.db import models
from django.test import Client
from django.urls import reverse

from hotelops.accounts.admin import OrganisationAdmin
from tests.request_ids import without_request_id

SCOPED: Final = [one for one in site._registry.values() if isinstance(one, OrganisationAdmin)]
TOKEN: Final = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
CONFIRMED: Final = {"post": "yes", "confirmed": "yes"}
"""What the pages that ask once more want to hear."""
LOOKUPS: Final = ("", "__in", "__organisation")
COLUMNS: Final = ("q", "id", "_to_field")

Seen = tuple[int, bytes, str, list[str]]
"""Status, content, where it redirects to, and what the next page will say."""


@dataclass(frozen=True)
class Question:
    """A request with an id in its path, its query or its form, which is written ``{id}`` there."""

    path: str
    query: dict[str, str] = field(default_factory=dict)
    form: dict[str, str] | None = None

    def ask(self, client: Client, row_id: Any) -> Seen:
        """The answer, without the id and without what differs every time."""
        client.cookies.pop("messages", None)
        path, query = self.path.format(id=row_id), filled(self.query, row_id)
        if self.form is None:
            response: Any = client.get(path, query)
        else:
            response = client.post(path, filled(self.form, row_id), query_params=query)
        content = response.getvalue() if response.streaming else response.content
        leads_to = response.headers.get("Location", "").replace(str(row_id), "")
        said = [str(message).replace(str(row_id), "") for message in get_messages(response.wsgi_request)]
        return response.status_code, without(str(row_id), content), leads_to, said


def filled(fields: dict[str, str], row_id: Any) -> dict[str, str]:
    return {name: value.format(id=row_id) for name, value in fields.items()}


def without(row_id: str, content: bytes) -> bytes:
    return TOKEN.sub(b"", without_request_id(content)).replace(row_id.encode(), b"")


def about_a_row(admin: OrganisationAdmin) -> Iterator[Question]:
    """Every page, action and lookup."""
    rows = rows_of(admin)
    for pattern in admin.get_urls():
        page, takes_an_id = re.subn("<[^>]+>", "{id}", str(pattern.pattern))
        if takes_an_id:
            yield Question(rows + page)
            yield Question(rows + page, form=CONFIRMED)
    for action in ("delete_selected", *map(str, admin.actions or ())):
        chosen = {"action": action, "_selected_action": "{id}"}
        for more in ({}, CONFIRMED, CONFIRMED | {"select_across": "1"}):
            yield Question(rows, form=chosen | more)
    for column in COLUMNS:
        yield Question(rows, {column: "{id}"})
    yield Question(f"/admin/r/{ContentType.objects.get_for_model(admin.model).pk}/{{id}}/")


def about_a_relation(admin: OrganisationAdmin, relation: str) -> Iterator[Question]:
    """Lookups, choices and new rows, with an id of what a foreign key leads to."""
    rows = rows_of(admin)
    for lookup in LOOKUPS:
        yield Question(rows, {f"{relation}{lookup}": "{id}"})
    source = {"app_label": admin.opts.app_label, "model_name": str(admin.opts.model_name)}
    yield Question("/admin/autocomplete/", {**source, "field_name": relation, "term": ""})
    yield Question(f"{rows}add/", {relation: "{id}"})
    yield Question(f"{rows}add/", form={relation: "{id}"})


def rows_of(admin: OrganisationAdmin) -> str:
    return reverse(f"admin:{admin.opts.app_label}_{admin.opts.model_name}_changelist")


def relations(admin: OrganisationAdmin) -> list[Any]:
    return [one for one in admin.opts.concrete_fields if isinstance(one, models.ForeignKey)]
