"""Redis' answers belong to one incarnation of the database."""

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection

from idempotency import incarnation as module
from idempotency.incarnation import incarnation
from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups


@pytest.fixture
def forget_identities(monkeypatch):
    """Each connection is asked again."""

    def forget() -> None:
        module._known.clear()

    forget()
    yield forget
    forget()


@pytest.fixture
def next_incarnation(monkeypatch, forget_identities):
    def begin(identity: str = "SELECT 'another one', pg_backend_pid()") -> None:
        monkeypatch.setattr(module, "IDENTITY", identity)
        forget_identities()

    return begin


@pytest.mark.django_db
class TestIncarnation:
    def test_is_twelve_bytes(self):
        assert len(incarnation()) == 12

    @pytest.mark.servers
    def test_is_asked_once_a_connection(self, forget_identities, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert incarnation() == incarnation()

    @pytest.mark.servers
    def test_is_asked_again_behind_a_pooler(self, next_incarnation, django_assert_num_queries, monkeypatch):
        now = [1000.0]
        monkeypatch.setattr("idempotency.incarnation.time.monotonic", lambda: now[0])
        next_incarnation("SELECT 'behind a pooler', pg_backend_pid() + 1")
        with django_assert_num_queries(2):
            incarnation()
            incarnation()
            now[0] += module.POOLED_FOR + 0.01
            incarnation()


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
class TestAnswerOfAnotherIncarnation:
    def test_is_served_while_its_row_is_there(self, post, next_incarnation):
        first = post()
        next_incarnation()
        replay = post()
        assert replay["Idempotent-Replayed"] == "true"
        assert replay.content == first.content

    def test_is_not_served_without_its_row(self, post, next_incarnation):
        post()
        LedgerEntry.objects.all().delete()
        Group.objects.all().delete()
        assert post()["Idempotent-Replayed"] == "true", "Redis has the answer"
        next_incarnation()
        again = post()
        assert again.status_code == 201
        assert "Idempotent-Replayed" not in again
        assert groups() == ["first"]


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
class TestServerThatHidesItsIdentity:
    @pytest.fixture(autouse=True)
    def hidden(self, next_incarnation) -> None:
        next_incarnation("SELECT no_such_function()")

    def test_is_served_without_redis(self, post, redis_client):
        first, replay = post(), post()
        assert replay.content == first.content
        assert redis_client.keys() == []

    def test_is_told_by_a_check(self, capsys):
        call_command("check", databases=["default"])
        assert "idempotency.W012" in capsys.readouterr().err
        assert connection.is_usable()
