"""Every method, cursor, key and file, with what belongs to another organisation."""

import base64
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.api_routes import ROUTES, ApiRoute
from tests.hotels import BODIES, Hotel, answer, sent
from tests.pictures import PDF
from tests.test_tenants import unknown_id
from uploads.models import Upload

METHODS: Final = ("get", "head", "options", "post", "put", "patch", "delete")
DETAILS: Final = [route for route in ROUTES if route.detail]
LISTS: Final = [route for route in ROUTES if route.action == "list"]
CREATING: Final = [route for route in ROUTES if not route.detail and not route.is_safe]
UPLOAD: Final = "/v1/uploads/file"


class TestEveryMethod:
    def test_on_a_foreign_id_is_answered_alike(self, own, foreign, measured):
        foreign.make_all()
        for route in DETAILS:
            unknown, theirs = route.path(unknown_id(route.model)), route.path(foreign.row(route.model))
            for method in METHODS:
                assert answer(own.client, method, theirs) == answer(own.client, method, unknown)
        measured(f"{len(DETAILS)} routes × {len(METHODS)} methods: 0 told apart")


class TestCursor:
    @pytest.mark.parametrize("towards", ["after", "before"])
    def test_that_names_a_foreign_row_is_answered_alike(self, own, foreign, towards, measured):
        own.make_all()
        foreign.make_all()
        for route in LISTS:
            theirs = foreign.row(route.model)
            listed, as_if_unknown = (page(own, route, towards, row_id) for row_id in (theirs, theirs + 1))
            assert listed == as_if_unknown
            assert (b'"id":%d,' % own.row(route.model) in listed[1]) == (towards == "after")
            assert b'"id":%d,' % theirs not in listed[1]
        measured(f"{len(LISTS)} lists: own rows only, 0 told apart")


def page(hotel: Hotel, route: ApiRoute, towards: str, row_id: int) -> Any:
    cursor = base64.urlsafe_b64encode(f"{towards}-{row_id}".encode()).decode().rstrip("=")
    return answer(hotel.client, "get", f"{route.path(0)}?cursor={cursor}")


class TestKey:
    def ask(self, hotel: Hotel, route: ApiRoute) -> Any:
        """With the key that both organisations use for this route."""
        body = BODIES[str(route)](hotel)
        room = {"roomNumber": route.action[:20]} if "roomNumber" in body else {}
        return sent(hotel.client, route.method, route.path(0), body | room, str(route))

    def test_of_another_organisation_is_a_fresh_one(self, own, foreign, redis_client, measured):
        for route in CREATING:
            firsts = [self.ask(hotel, route) for hotel in (foreign, own)]
            assert [(first.status_code, is_replay(first)) for first in firsts] == [(201, False)] * 2
            for hotel, first in zip((foreign, own), firsts, strict=True):
                replay = self.ask(hotel, route)
                assert is_replay(replay)
                assert (replay.content, replay["Location"]) == (first.content, first["Location"])
        measured(f"{len(CREATING)} routes: each organisation gets its own first answer again")

    def test_that_another_organisation_used_is_unknown(self, own, foreign, redis_client, measured):
        for route in CREATING:
            self.ask(foreign, route)
            used, free = (looked_up(own, key) for key in (str(route), "never.used"))
            assert used == free
            assert looked_up(foreign, str(route))["state"] == "done"
        measured(f"{len(CREATING)} routes: told like a key that nobody used")

    def test_does_not_open_the_kept_answer_of_another_organisation(
        self, own, foreign, redis_client, measured
    ):
        for route in CREATING:
            theirs = self.ask(foreign, route)
            redis_client.copy(kept(foreign, route), kept(own, route))
            ours = self.ask(own, route)
            assert (ours.status_code, is_replay(ours)) == (201, False)
            assert ours.content != theirs.content
        measured(f"{len(CREATING)} routes: an answer copied in Redis is a miss")


def looked_up(hotel: Hotel, key: str) -> Any:
    return hotel.client.get(f"/v1/idempotency/keys/{key}").json()


def kept(hotel: Hotel, route: ApiRoute) -> str:
    return f"idempotency:{hotel.property.organisation_id}:{route}"


def is_replay(response: Any) -> bool:
    return "Idempotent-Replayed" in response.headers


class TestFile:
    def uploaded(self, hotel: Hotel, content: bytes) -> Any:
        file = SimpleUploadedFile("bill.pdf", content, "application/pdf")
        return sent(hotel.client, "post", UPLOAD, {"file": file, "purpose": "receipt"})

    def test_that_another_organisation_has_is_stored_like_a_new_one(self, own, foreign):
        self.uploaded(foreign, PDF)
        known, new = self.uploaded(own, PDF), self.uploaded(own, PDF + b"\n")
        assert shape(known) == shape(new)
        theirs, ours, _ = Upload.objects.order_by("created_at")
        assert theirs.sha256 == ours.sha256
        assert theirs.path != ours.path


def shape(response: Any) -> Any:
    return response.status_code, list(response.json()), sorted(response.headers)
