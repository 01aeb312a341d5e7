"""Many at once: exactly one runs."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connections, transaction

from idempotency.attempts import Attempt
from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

Running = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def running(manager) -> Running:
    """Inside the ``with``, another connection is in the middle of a request with key-1."""
    attempt = Attempt(str(manager.organisation_id), "key-1", b"f" * 32, str(manager.pk), "POST", "/groups")

    def request(claimed: threading.Event, end: threading.Event) -> None:
        try:
            with transaction.atomic():
                assert LedgerEntry.objects.claim(attempt)
                claimed.set()
                end.wait(20)
                transaction.set_rollback(True)
        finally:
            connections.close_all()

    @contextmanager
    def start() -> Iterator[None]:
        claimed, end = threading.Event(), threading.Event()
        thread = threading.Thread(target=request, args=(claimed, end))
        thread.start()
        assert claimed.wait(20)
        try:
            yield
        finally:
            end.set()
            thread.join()

    return start


@pytest.mark.servers
class TestRunningRequest:
    @pytest.mark.parametrize("data", [{"name": "first"}, {"name": "other payload"}])
    def test_is_a_409_at_once_for_its_duplicates(self, running, post, data):
        with running():
            response = post(data=data)
        assert (response.status_code, response.json()["code"]) == (409, "idempotency_in_progress")
        assert response["Retry-After"] == "1"
        assert response["X-Should-Retry"] == "true"
        assert groups() == []

    def test_that_ends_without_a_2xx_frees_its_key(self, running, post):
        with running():
            assert post().status_code == 409
        assert post().status_code == 201

    def test_does_not_hold_up_another_key(self, running, post):
        with running():
            assert post(key="key-2").status_code == 201

    def test_does_not_hold_up_another_organisation(self, running, login, other_manager):
        with running():
            response = login(other_manager).post(
                "/groups", {"name": "a"}, headers={"Idempotency-Key": "key-1"}
            )
        assert response.status_code == 201


@pytest.mark.servers
class TestDuplicatesAtOnce:
    @pytest.mark.parametrize("redis_works", [True, False])
    def test_run_once_and_agree(self, post, redis_works, settings):
        if not redis_works:
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}
        answers = at_once(20, lambda _: post())
        created = [answer for answer in answers if answer.status_code == 201]
        refused = [answer for answer in answers if answer.status_code != 201]
        assert len({answer.content for answer in created}) == 1
        assert sum("Idempotent-Replayed" not in answer for answer in created) == 1
        assert {(answer.status_code, answer.json()["code"]) for answer in refused} <= {
            (409, "idempotency_in_progress")
        }
        assert groups() == ["first"]
        assert post().content == created[0].content

    def test_of_an_expired_entry_take_it_over_once(self, post, redis_client):
        post(data={"name": "long ago"})
        redis_client.flushall()
        LedgerEntry.objects.update(expires_at="2020-01-01T00:00Z")
        answers = at_once(20, lambda _: post(data={"name": "now"}))
        assert {answer.status_code for answer in answers} <= {201, 409}
        assert groups() == ["long ago", "now"]
        assert LedgerEntry.objects.count() == 1


@pytest.mark.embedded
class TestDuplicatesOnSQLite:
    """There a writer waits for its turn, so a duplicate queues, and replays."""

    def test_all_get_the_first_answer(self, post):
        answers = at_once(50, lambda _: post())
        assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
        assert sum("Idempotent-Replayed" not in answer for answer in answers) == 1
        assert groups() == ["first"]
