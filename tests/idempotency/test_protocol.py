"""The protocol's table, row by row; the rows that need two requests at once are in test_concurrency."""

import pytest
from django.contrib.auth.models import Group

from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups
from tests.idempotency.views import Deadlock, GroupViewSet

pytestmark = pytest.mark.django_db


def replayed(response) -> bool:
    return response.headers.get("Idempotent-Replayed") == "true"


def same_answer(first, second) -> bool:
    names = ("Content-Type", "Location")
    headers = [[response.headers.get(name) for name in names] for response in (first, second)]
    return (
        first.status_code == second.status_code
        and first.content == second.content
        and headers[0] == headers[1]
    )


class TestKey:
    def test_that_is_missing_is_a_400(self, post):
        response = post(key=None)
        assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_missing")
        assert groups() == []

    @pytest.mark.parametrize(
        "key", ["", " ", '""', '"a', 'a"', "a,b", '"a","b"', "a b", "é", "a\x00", "x" * 256, "a;b", "{a}"]
    )
    def test_that_is_malformed_is_a_400(self, post, key):
        response = post(key=key)
        assert (response.status_code, response.json()["code"]) == (400, "idempotency_key_invalid")
        assert groups() == []

    @pytest.mark.parametrize(
        "key", ["a", "x" * 255, "A-Z.a_z~0:9+/=", "6f1c0c52-5fd2-4f0f-b8bb-6a9b3cf5ff1e"]
    )
    def test_that_is_well_formed_is_taken(self, post, key):
        assert post(key=key).status_code == 201

    def test_is_the_same_bare_and_quoted(self, post):
        first, second = post(key="abc"), post(key='"abc"')
        assert same_answer(first, second)
        assert replayed(second)

    def test_is_refused_before_the_body_is_looked_at(self, post):
        response = post(data="{", key="a,b", content_type="application/json")
        assert response.json()["code"] == "idempotency_key_invalid"

    @pytest.mark.parametrize("method", ["HANDLE_EXCEPTION", "FINALIZE_RESPONSE", "CREATE", "TRACE", "FOO"])
    def test_is_not_asked_for_by_a_method_that_is_none(self, phone, method):
        assert phone.generic(method, "/groups").status_code == 405

    def test_is_not_needed_by_safe_methods_and_exempt_actions(self, phone, post):
        assert phone.get("/groups").status_code == 200
        assert post("/groups/ping", key=None).status_code == 200


class TestFirstRequest:
    def test_gets_its_own_answer_and_no_more(self, post):
        response = post()
        assert response.status_code == 201
        assert response["Location"] == f"/groups/{Group.objects.get().pk}"
        assert "Idempotent-Replayed" not in response

    def test_leaves_a_ledger_entry(self, post, manager):
        post()
        entry = LedgerEntry.objects.get()
        assert (entry.scope, entry.key) == (str(manager.organisation_id), "key-1")
        assert (entry.method, entry.path, entry.user_id) == ("POST", "/groups", str(manager.pk))
        assert (entry.status, entry.location) == (201, f"/groups/{Group.objects.get().pk}")
        assert (entry.expires_at - entry.created_at).days == 30


class TestRetry:
    def test_gets_the_first_answer_byte_for_byte(self, post):
        first, second = post(), post()
        assert same_answer(first, second)
        assert replayed(second)
        assert groups() == ["first"]

    def test_is_answered_by_the_ledger_when_redis_forgot(self, post, redis_client):
        first = post()
        redis_client.flushall()
        second = post()
        assert same_answer(first, second)
        assert replayed(second)

    def test_of_a_view_without_files_is_answered_by_the_ledger(self, post, redis_client):
        """Nothing has asked the ledger before the claim does."""
        first = post("/count-method")
        redis_client.flushall()
        second = post("/count-method")
        assert same_answer(first, second)
        assert replayed(second)
        assert Group.objects.count() == 1

    def test_from_the_ledger_fills_redis_again(self, post, redis_client):
        post()
        redis_client.flushall()
        post()
        assert redis_client.dbsize() == 1

    def test_with_other_key_order_and_white_space_is_the_same_request(self, post):
        first = post(data='{"name": "a", "x": [1, {"b": 1, "a": 2}]}', content_type="application/json")
        second = post(
            data='{ "x":[1,{"a":2,"b":1}],\n"name":"a"}', content_type="application/json; charset=utf-8"
        )
        assert replayed(second)
        assert same_answer(first, second)

    def test_with_another_multipart_boundary_is_the_same_request(self, post):
        first, second = (post(**multipart(boundary)) for boundary in ("AaB03x", "----WebKitFormBoundary7MA4"))
        assert first.status_code == 201, first.content
        assert replayed(second)
        assert same_answer(first, second)

    def test_of_a_204_is_a_204(self, phone, post):
        group = Group.objects.create(name="doomed")
        answers = [phone.delete(f"/groups/{group.pk}", headers={"Idempotency-Key": "d"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [204, 204]
        assert [answer.content for answer in answers] == [b"", b""]
        assert same_answer(*answers)
        assert replayed(answers[1])

    @pytest.mark.parametrize("path", ["/count-method", "/count-function", "/groups/decorated"])
    def test_of_a_decorated_view_is_replayed(self, post, path):
        first, second = post(path), post(path)
        assert same_answer(first, second)
        assert replayed(second)
        assert Group.objects.count() == 1

    @pytest.mark.parametrize("redis_forgets", [False, True])
    def test_does_not_prepare_again(self, post, redis_client, redis_forgets):
        post()
        if redis_forgets:
            redis_client.flushall()
        assert replayed(post())
        assert len(GroupViewSet.prepared) == 1

    def test_ignores_range_and_carries_no_etag(self, post):
        first, second = post(), post(headers={"Range": "bytes=0-3", "If-None-Match": "*"})
        assert same_answer(first, second)
        assert not any("ETag" in answer for answer in (first, second))

    def test_with_a_fresh_token_is_the_same_request(self, login, manager):
        headers = {"Idempotency-Key": "k"}
        first, second = (login(manager).post("/groups", {"name": "a"}, headers=headers) for _ in range(2))
        assert replayed(second)
        assert same_answer(first, second)


class TestReusedKey:
    @pytest.fixture
    def first(self, post):
        return post()

    @pytest.mark.parametrize("redis_forgot", [False, True])
    @pytest.mark.parametrize(
        "changes",
        [
            {"data": {"name": "other"}},
            {"data": {"name": "first", "more": 1}},
            {"path": "/groups/refuse"},
            {"path": "/groups?a=1"},
        ],
    )
    def test_is_a_409_that_reveals_nothing(self, first, post, redis_client, changes, redis_forgot):
        if redis_forgot:
            redis_client.flushall()
        response = post(**changes)
        assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_reused")
        assert response["X-Should-Retry"] == "false"
        assert "Location" not in response
        assert "Retry-After" not in response
        assert b"first" not in response.content
        assert groups() == ["first"]

    def test_by_another_method_is_a_409(self, first, phone):
        response = phone.delete("/groups/1", headers={"Idempotency-Key": "key-1"})
        assert response.json()["code"] == "idempotency_key_reused"

    def test_by_another_user_of_the_organisation_is_a_409(self, first, login, staff):
        response = login(staff).post("/groups", {"name": "first"}, headers={"Idempotency-Key": "key-1"})
        assert (response.status_code, response.json()["code"]) == (409, "idempotency_key_reused")

    def test_in_another_organisation_is_independent(self, first, login, other_manager):
        response = login(other_manager).post(
            "/groups", {"name": "theirs"}, headers={"Idempotency-Key": "key-1"}
        )
        assert response.status_code == 201
        assert not replayed(response)

    @pytest.mark.parametrize(
        ("one", "other"), [("1", "1.0"), ("1", '"1"'), ("[1,2]", "[2,1]"), ("null", "false")]
    )
    def test_tells_json_values_apart(self, post, one, other):
        answers = [
            post(data=f'{{"name": "a", "x": {value}}}', key="x", content_type="application/json")
            for value in (one, other)
        ]
        assert [answer.status_code for answer in answers] == [201, 409]

    @pytest.mark.parametrize(
        "change", [{"content": b"other"}, {"file_name": "b.txt"}, {"name": "other"}, {"field": "photo"}]
    )
    def test_tells_multipart_bodies_apart(self, post, change):
        answers = [post(key="m", **multipart("b1")), post(key="m", **multipart("b1", **change))]
        assert [answer.status_code for answer in answers] == [201, 409]


class TestRefusedRequest:
    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/groups/refuse", 422),
            ("/groups/redirect", 303),
            ("/groups/invalid", 400),
            ("/groups/crash", 500),
            ("/groups/unrenderable", 500),
            ("/groups/stream", 500),
        ],
    )
    def test_is_rolled_back_and_frees_its_key(self, post, redis_client, path, status):
        assert post(path).status_code == status
        assert groups() == []
        assert not LedgerEntry.objects.exists()
        assert redis_client.dbsize() == 0
        assert post("/groups", {"name": "now for something else"}).status_code == 201

    def test_says_why_a_streaming_answer_cannot_be_kept(self, post, caplog):
        post("/groups/stream")
        assert "its answer is kept, and a StreamingHttpResponse cannot be" in caplog.text


class TestGoneAnswer:
    @pytest.mark.parametrize("answer", [None, b"", b"\x01garbage", b"\x01" + b"x" * 200])
    def test_is_a_410_with_the_location_and_never_a_second_row(self, post, redis_client, answer):
        location = post()["Location"]
        redis_client.flushall()
        LedgerEntry.objects.update(answer=answer)
        for _ in range(2):
            response = post()
            assert (response.status_code, response.json()["code"]) == (410, "idempotency_response_gone")
            assert response["Location"] == location
        assert groups() == ["first"]

    def test_after_its_sealing_key_was_retired_is_a_410(self, post, settings):
        post()
        settings.IDEMPOTENCY_SEALING_KEYS = ["A" * 43 + "="]
        assert post().status_code == 410
        assert groups() == ["first"]

    def test_after_its_sealing_key_was_retired_is_a_410_to_any_payload(self, post, settings):
        post()
        settings.IDEMPOTENCY_SEALING_KEYS = ["A" * 43 + "="]
        assert post(data={"name": "other"}).status_code == 410
        assert groups() == ["first"]

    @pytest.mark.parametrize("redis_forgets", [False, True])
    def test_is_none_while_its_sealing_key_is_among_the_older_ones(
        self, post, settings, redis_client, redis_forgets
    ):
        first = post()
        settings.IDEMPOTENCY_SEALING_KEYS = ["A" * 43 + "=", *settings.IDEMPOTENCY_SEALING_KEYS]
        if redis_forgets:
            redis_client.flushall()
        assert same_answer(first, post())
        assert post(data={"name": "other"}).json()["code"] == "idempotency_key_reused"

    def test_does_not_hide_that_the_key_was_reused(self, post, redis_client):
        post()
        redis_client.flushall()
        LedgerEntry.objects.update(answer=None)
        assert post(data={"name": "other"}).json()["code"] == "idempotency_key_reused"


class TestDeadlock:
    def test_is_retried_with_the_files_rewound(self, post):
        GroupViewSet.deadlocks.extend([Deadlock(), Deadlock()])
        response = post(**multipart("b"))
        assert response.status_code == 201
        assert response.json()["content"] == ["hello"]
        assert Group.objects.count() == 1
        assert len(GroupViewSet.prepared) == 1

    def test_that_does_not_end_is_a_503(self, post):
        GroupViewSet.deadlocks.extend(Deadlock() for _ in range(3))
        response = post()
        assert (response.status_code, response.json()["code"]) == (503, "database_unavailable")
        assert response["Retry-After"] == "1"
        assert GroupViewSet.deadlocks == []
        assert groups() == []
        assert post().status_code == 201


class TestAuthorisation:
    def test_comes_before_the_replay(self, post, manager):
        post()
        manager.is_active = False
        manager.save()
        response = post()
        assert response.status_code == 401
        assert b"first" not in response.content

    def test_comes_before_the_key(self, api):
        assert api.post("/groups", {"name": "a"}).status_code == 401


class TestExpiredEntry:
    def test_is_taken_over_by_a_new_request(self, post, redis_client):
        post()
        redis_client.flushall()
        LedgerEntry.objects.update(expires_at="2020-01-01T00:00Z")
        response = post(data={"name": "second"})
        assert response.status_code == 201
        assert not replayed(response)
        assert LedgerEntry.objects.count() == 1
        assert replayed(post(data={"name": "second"}))


def multipart(
    boundary: str,
    *,
    name: str = "a",
    field: str = "file",
    file_name: str = "a.txt",
    content: bytes = b"hello",
) -> dict:
    """Arguments for ``post``: a form of one field and one file."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="name"\r\n\r\n{name}\r\n'.encode(),
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; '.encode(),
        f'filename="{file_name}"\r\nContent-Type: text/plain\r\n\r\n'.encode()
        + content
        + f"\r\n--{boundary}--\r\n".encode(),
    ]
    return {"data": b"".join(parts), "content_type": f"multipart/form-data; boundary={boundary}"}
