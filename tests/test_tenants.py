"""What belongs to another organisation answers, byte for byte, like what does not exist.

The router, the schema and the filter sets say what is tried. Whatever takes an id and has no example here
fails: a new endpoint cannot be forgotten.
"""

from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from hotelops.accounts.models import Role

from .api_routes import ROUTES, ApiRoute
from .hotels import BODIES, Answer, answer, with_id
from .schema_ids import body_ids, filter_ids, related_fields

BODY_IDS = {
    "propertyId": "accounts.Property",
    "staffId": "accounts.User",
    "receiptId": "uploads.Upload",
    "checkInId": "guestcheckin.Stay",
}
"""Fields of bodies, and the model whose ids they take."""
FILTER_IDS = {"property": "accounts.Property", "staff": "accounts.User"}
"""Query parameters, and the model whose ids they take."""
PERIOD = "from=2025-12-01&to=2025-12-31"
QUERIES = {"finance-summary.summary": PERIOD, "finance-summary.summary_csv": PERIOD}
UNKNOWN = 10**12
ASKERS = (Role.MANAGER, Role.STAFF)
DETAILS = [route for route in ROUTES if route.detail]
LISTS = [route for route in ROUTES if route.is_safe and not route.detail]
WITHOUT_IDS = {"uploads.file"}
"""Takes a file and its purpose."""


@pytest.fixture(params=ASKERS)
def asker(request, login) -> APIClient:
    return login(request.getfixturevalue(request.param))


def unknown_id(model: str) -> Any:
    return uuid4() if model == "uploads.Upload" else UNKNOWN


@pytest.mark.parametrize("route", DETAILS, ids=str)
class TestDetailRoute:
    @pytest.fixture
    def ask(self, route, own):
        body = {} if route.is_safe else BODIES[str(route)](own)
        return lambda client, row_id: answer(client, route.method, route.path(row_id), body)

    def test_answers_alike(self, route, ask, foreign, asker):
        unknown = ask(asker, unknown_id(route.model))
        assert unknown[0] in (403, 404)
        assert ask(asker, foreign.row(route.model)) == unknown

    def test_knows_an_own_row(self, route, ask, own):
        assert ask(own.client, own.row(route.model))[0] not in (403, 404)


class TestBody:
    @pytest.fixture
    def ask(self, route, own):
        body = BODIES[str(route)](own)
        path = route.path(own.row(route.model) if route.detail else 0)

        def asked(client, field, row_id):
            for file in body.get("files", [body.get("file")]):
                if file is not None:
                    file.seek(0)
            return answer(client, route.method, path, with_id(body, field, row_id))

        return asked

    @pytest.mark.parametrize(("route", "field"), body_ids(), ids=str)
    def test_with_a_foreign_id_is_answered_alike(self, ask, field, foreign, asker):
        model = BODY_IDS[field.rpartition(".")[2]]
        unknown = ask(asker, field, unknown_id(model))
        assert unknown[0] in (400, 403)
        assert ask(asker, field, foreign.row(model)) == unknown

    @pytest.mark.parametrize(("route", "field"), body_ids(), ids=str)
    def test_with_an_own_id_is_answered_otherwise(self, ask, field, own):
        model = BODY_IDS[field.rpartition(".")[2]]
        assert ask(own.client, field, own.row(model))[0] not in (400, 403)

    def test_has_no_id_that_the_schema_does_not_tell(self):
        assert related_fields() == {field.rpartition(".")[2] for _, field in body_ids()} == set(BODY_IDS)


class TestFilter:
    @pytest.fixture
    def ask(self, route, name):
        query = QUERIES.get(str(route), "")

        def asked(client, row_id):
            status, content, headers = answer(client, "get", f"{route.path(0)}?{query}&{name}={row_id}")
            del headers["Content-Length"]  # where the id is echoed
            return status, content.replace(f'"propertyId":{row_id},'.encode(), b""), headers

        return asked

    @pytest.mark.parametrize(("route", "name"), filter_ids(), ids=str)
    def test_by_a_foreign_id_is_answered_alike(self, ask, name, own, foreign, asker):
        own.make_all()
        foreign.make_all()
        unknown = ask(asker, unknown_id(FILTER_IDS[name]))
        assert unknown[0] in (200, 403, 404)
        assert ask(asker, foreign.row(FILTER_IDS[name])) == unknown

    @pytest.mark.parametrize(("route", "name"), filter_ids(), ids=str)
    def test_by_an_own_id_finds_something(self, ask, name, own):
        own.make_all()
        found = ask(own.client, own.row(FILTER_IDS[name]))
        assert found[0] == 200
        assert found[1] != ask(own.client, unknown_id(FILTER_IDS[name]))[1]

    def test_by_an_id_is_there_for_every_example(self):
        assert {name for _, name in filter_ids()} == set(FILTER_IDS)


@pytest.mark.parametrize("route", LISTS, ids=str)
def test_a_list_holds_nothing_of_another_organisation(route: ApiRoute, own, foreign):
    def listed() -> Answer:
        return answer(own.client, "get", f"{route.path(0)}?{QUERIES.get(str(route), '')}")

    empty = listed()
    own.make_all()
    before = listed()
    assert before[0] == 200
    assert before[1] != empty[1]
    foreign.make_all()
    assert listed() == before


def test_every_route_is_tried(measured):
    in_bodies, in_filters = body_ids(), filter_ids()
    tried = {str(route) for route in (*DETAILS, *LISTS, *(route for route, _ in in_bodies))}
    assert tried | WITHOUT_IDS == {str(route) for route in ROUTES}
    ids = f"{len(DETAILS)} ids in paths, {len(in_bodies)} in bodies, {len(in_filters)} in filters"
    measured(f"{len(ROUTES)} routes: {ids}, by {len(ASKERS)} roles, {len(LISTS)} lists: 0 leaks")
