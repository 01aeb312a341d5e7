import pytest
from django.core.management import CommandError, call_command

from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups

pytestmark = pytest.mark.django_db


def run(*arguments: str, **options) -> str:
    return call_command(*arguments, **options)


@pytest.fixture
def without_redis(settings):
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"}}


class TestPrune:
    def test_removes_expired_entries_in_batches(self, post):
        for number in range(5):
            post("/count-method", key=f"key-{number}")
        LedgerEntry.objects.exclude(key="key-3").update(expires_at="2020-01-01T00:00Z")
        assert run("prune_idempotency_ledger", batch_size=2) == "Pruned 4 expired ledger entries."
        assert [entry.key for entry in LedgerEntry.objects.all()] == ["key-3"]

    def test_finds_nothing_to_do(self):
        assert run("prune_idempotency_ledger") == "Pruned 0 expired ledger entries."

    @pytest.mark.parametrize("size", ["0", "-1", "many"])
    def test_refuses_a_batch_size_that_is_none(self, size):
        with pytest.raises(CommandError):
            run("prune_idempotency_ledger", "--batch-size", size)


class TestClear:
    @pytest.fixture
    def kept(self, post, login, other_manager, redis_client):
        """One answer of each organisation, and a key that is none of ours."""
        post()
        login(other_manager).post("/groups", {"name": "theirs"}, headers={"Idempotency-Key": "key-1"})
        redis_client.set("session:1", "x")
        return redis_client

    def test_removes_all_kept_answers_and_nothing_else(self, kept):
        assert run("clear_idempotency_cache", "--noinput") == "Removed 2 kept answers of all organisations."
        assert kept.keys() == [b"session:1"]

    def test_removes_those_of_one_organisation(self, kept, manager, other_manager):
        said = run("clear_idempotency_cache", "--noinput", "--org", str(manager.organisation_id))
        assert said == f"Removed 1 kept answers of organisation {manager.organisation_id}."
        assert sorted(kept.keys()) == [b"idempotency:%d:key-1" % other_manager.organisation_id, b"session:1"]

    def test_changes_no_answer(self, post, kept):
        run("clear_idempotency_cache", "--noinput")
        assert post()["Idempotent-Replayed"] == "true"
        assert groups() == ["first", "theirs"]

    @pytest.mark.parametrize(("answer", "removed"), [("y", 2), ("Y", 2), ("", 0), ("n", 0)])
    def test_asks_first(self, kept, monkeypatch, answer, removed):
        monkeypatch.setattr("builtins.input", lambda question: answer)
        if removed:
            run("clear_idempotency_cache")
        else:
            with pytest.raises(CommandError, match="Nothing was removed"):
                run("clear_idempotency_cache")
        assert kept.dbsize() == 3 - removed

    @pytest.mark.parametrize("org", ["*", "1:*", "[a]", ""])
    def test_refuses_an_organisation_that_is_a_pattern(self, kept, org):
        with pytest.raises(CommandError, match="not an organisation's id"):
            run("clear_idempotency_cache", "--noinput", "--org", org)
        assert kept.dbsize() == 3

    @pytest.mark.servers
    def test_says_when_redis_failed(self, without_redis):
        with pytest.raises(CommandError, match="Redis failed"):
            run("clear_idempotency_cache", "--noinput")
