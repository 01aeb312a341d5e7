"""Did it land? What is told of a key, and to whom."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from hotelops.accounts.models import Role, User
from idempotency.erasure import erase_answers
from idempotency.models import LedgerEntry

pytestmark = pytest.mark.django_db

WELL_FORMED = ("a", "x" * 255, "A-Z.a_z~0:9+/=", "a/b", "a//b", "/", "..", "../../a", "keys/a")
MALFORMED = ("", " ", '"abc"', '"abc', "abc ", "a\n", "a b", "a,b", "a%41", "é", "\x00", "x" * 256, "a?b")
NOTHING = dict.fromkeys(("method", "path", "status", "location", "createdAt", "expiresAt", "yours"))

Ask = Callable[..., Any]


@pytest.fixture
def ask(phone) -> Ask:
    """What a client is told of a key: the manager's unless another one is given."""
    return lambda key="key-1", client=phone: client.get(f"/keys/{quote(key, safe='')}").json()


class TestKeyThatWasUsed:
    def test_is_done_with_status_location_and_times(self, post, ask):
        first = post()
        entry = LedgerEntry.objects.get()
        assert ask() == {
            "state": "done",
            "method": "POST",
            "path": "/groups",
            "status": 201,
            "location": first["Location"],
            "createdAt": as_json(entry.created_at),
            "expiresAt": as_json(entry.expires_at),
            "yours": True,
        }

    def test_tells_nothing_of_the_answer(self, post, phone):
        post(data={"name": "a-secret"})
        assert b"a-secret" not in phone.get("/keys/key-1").content

    def test_may_have_made_nothing_with_a_place(self, post, ask):
        post("/count-method")
        assert (ask()["status"], ask()["location"]) == (200, "")

    def test_is_done_still_when_its_answer_was_erased(self, post, ask, manager):
        location = post()["Location"]
        before = ask()
        assert erase_answers(str(manager.organisation_id), [location]) == 1
        assert post().status_code == 410
        assert ask() == before

    @pytest.mark.servers
    def test_is_found_without_redis(self, post, ask, settings):
        post()
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}
        assert ask()["state"] == "done"

    def test_is_told_afresh_each_time(self, post, phone):
        post()
        assert phone.get("/keys/key-1")["Cache-Control"] == "no-store"


def as_json(time) -> str:
    return str(time.isoformat()).replace("+00:00", "Z")


class TestKeyThatIsFree:
    def test_is_unknown(self, ask):
        assert ask() == {"state": "unknown", **NOTHING}

    @pytest.mark.parametrize("path", ["/groups/refuse", "/groups/invalid"])
    def test_is_unknown_after_a_refusal(self, post, ask, path):
        assert post(path).status_code >= 400
        assert ask()["state"] == "unknown"

    @pytest.mark.django_db(transaction=True)  # that of the test would hold the key's lock
    def test_is_unknown_when_its_entry_expired(self, post, ask):
        post()
        LedgerEntry.objects.update(expires_at="2020-01-01T00:00Z")
        assert ask() == {"state": "unknown", **NOTHING}

    def test_is_not_taken_by_the_question(self, post, ask):
        ask()
        assert "Idempotent-Replayed" not in post()


class TestSyntax:
    @pytest.mark.parametrize("key", WELL_FORMED)
    @pytest.mark.parametrize("safe", ["", "/", ":+/="])
    def test_is_that_of_the_header_encoded_or_not(self, post, phone, key, safe):
        assert post(key=key).status_code == 201
        assert phone.get(f"/keys/{quote(key, safe=safe)}").json()["state"] == "done"

    @pytest.mark.parametrize("key", MALFORMED)
    def test_is_a_400_where_no_header_could_have_it(self, phone, key):
        answer = phone.get(f"/keys/{quote(key, safe='')}")
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_invalid")

    def test_is_a_400_for_what_is_no_text(self, phone):
        assert phone.get("/keys/%ff%fe").json()["code"] == "idempotency_key_invalid"


class TestWhoMayAsk:
    def test_is_nobody_without_a_login(self, post, api):
        post()
        assert api.get("/keys/key-1").status_code == 401

    def test_is_no_other_organisation(self, post, phone, login, other_manager):
        post()
        stranger = login(other_manager)
        used, free = (stranger.get(f"/keys/{key}") for key in ("key-1", "key-2"))
        assert (used.status_code, used.content) == (200, free.content)

    @pytest.mark.parametrize("role", list(Role))
    def test_is_every_colleague_who_has_the_key(self, post, ask, login, organisation, role):
        post()
        names = {"email": "colleague@example.com", "name": "Colleague"}
        colleague = User.objects.create_user(**names, role=role, organisation=organisation)
        assert ask(client=login(colleague)) == ask() | {"yours": False}
