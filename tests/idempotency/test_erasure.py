"""What was answered about something that must be forgotten."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from redis.exceptions import RedisError

from idempotency.erasure import erase_answers
from idempotency.models import LedgerEntry
from tests.idempotency.conftest import groups
from tests.idempotency.troubles import TROUBLES
from tests.idempotency.views import GroupViewSet

pytestmark = pytest.mark.django_db


@transaction.atomic
def forget_groups(scope, location):
    Group.objects.all().delete()
    erase_answers(scope, [location])


@pytest.fixture
def scope(manager):
    return str(manager.organisation_id)


@pytest.fixture
def created(post):
    """The answer to a first request."""
    return post()


class TestErasedAnswer:
    def test_is_gone_and_the_request_never_runs_again(self, created, post, scope):
        assert erase_answers(scope, [created["Location"]]) == 1
        replay = post()
        assert (replay.status_code, replay.json()["code"]) == (410, "idempotency_response_gone")
        assert replay["Location"] == created["Location"]
        assert b"first" not in replay.content
        assert groups() == ["first"]

    def test_is_not_prepared_for_again(self, created, post, scope):
        erase_answers(scope, [created["Location"]])
        post()
        assert len(GroupViewSet.prepared) == 1

    def test_is_gone_for_a_request_to_the_url(self, created, post, scope):
        assert erase_answers(scope, ["/groups"]) == 1
        assert post().status_code == 410

    def test_stays_gone_when_redis_forgets(self, created, post, scope, redis_client):
        erase_answers(scope, [created["Location"]])
        redis_client.flushall()
        assert post().status_code == 410

    def test_leaves_a_tombstone_with_the_ttl_of_an_answer(self, created, scope, redis_client):
        erase_answers(scope, [created["Location"]])
        (name,) = redis_client.keys()
        assert redis_client.get(name) == b"erased"
        assert 24 * 3600 - 60 < redis_client.ttl(name) <= 24 * 3600

    def test_is_not_put_back_by_a_put_that_was_under_way(self, post, scope, redis_client, monkeypatch):
        answers = []
        monkeypatch.setattr("idempotency.replay_cache.ReplayCache.put", lambda *call: answers.append(call))
        created = post()
        monkeypatch.undo()
        erase_answers(scope, [created["Location"]])
        for cache, *answer in answers:
            cache.put(*answer)
        assert post().status_code == 410

    def test_still_belongs_to_its_request(self, created, post, scope):
        erase_answers(scope, [created["Location"]])
        assert post(data={"name": "other"}).json()["code"] == "idempotency_key_reused"

    def test_is_no_warning_in_the_log(self, created, post, scope, caplog):
        erase_answers(scope, [created["Location"]])
        post()
        assert not [record for record in caplog.records if record.name == "idempotency.replay_cache"]

    def test_may_be_erased_again(self, created, post, scope):
        for _ in range(2):
            assert erase_answers(scope, [created["Location"]]) == 1
        assert post().status_code == 410


class TestOtherAnswers:
    def test_stay(self, created, post, scope):
        other = post(data={"name": "other"}, key="key-2")
        erase_answers(scope, [created["Location"]])
        assert post(data={"name": "other"}, key="key-2").content == other.content

    def test_of_another_scope_stay(self, created, post):
        assert erase_answers("another", [created["Location"]]) == 0
        assert post().content == created.content


@pytest.mark.servers
class TestRedisInTrouble:
    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_ends_the_erasure_with_nothing_changed(self, created, post, scope, trouble, settings):
        with TROUBLES[trouble]() as url:
            working = settings.CACHES
            settings.CACHES = {"default": working["default"] | {"LOCATION": url}}
            with pytest.raises(RedisError):
                forget_groups(scope, created["Location"])
            settings.CACHES = working
        assert groups() == ["first"]
        assert LedgerEntry.objects.get().answer is not None
        assert post().content == created.content
