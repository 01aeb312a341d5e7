"""The first answer got lost: the retry is answered with it, and never with what has become of the shift."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from staff.models import ClockEvent, Shift
from tests.idempotency.troubles import TROUBLES

from .conftest import CHECK_IN, CHECK_OUT, colleague_of, fresh_key


@pytest.fixture
def send(login, property_):
    """Posts a check-in, the same one each time it is called."""
    key = fresh_key()

    def posted(user, path=CHECK_IN, **fields):
        return login(user).post(path, {"propertyId": property_.pk, **fields}, headers=key)

    return posted


def is_replay_of(first, second):
    assert first.status_code == 201, first.content
    return (
        second.content == first.content
        and second["Location"] == first["Location"]
        and second["Idempotent-Replayed"] == "true"
        and Shift.objects.count() == 1
    )


@pytest.mark.usefixtures("redis_client")
class TestRetryOfCheckIn:
    def test_is_a_replay(self, send, staff):
        assert is_replay_of(send(staff), send(staff))

    def test_is_a_replay_when_redis_was_flushed(self, send, staff, redis_client):
        first = send(staff)
        redis_client.flushall()
        assert is_replay_of(first, send(staff))

    @pytest.mark.servers
    @pytest.mark.parametrize("trouble", ["refused", "hanging", "full", "answering garbage"])
    @pytest.mark.parametrize("from_the_start", [True, False])
    def test_is_a_replay_when_redis_is_in_trouble(self, send, staff, settings, trouble, from_the_start):
        first = None if from_the_start else send(staff)
        with TROUBLES[trouble]() as url:
            settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}
            assert is_replay_of(first or send(staff), send(staff))

    @pytest.mark.parametrize("forgets", [True, False])
    def test_is_a_replay_after_the_shift_has_ended(self, send, check_out, staff, redis_client, forgets):
        first = send(staff)
        check_out(staff)
        if forgets:
            redis_client.flushall()
        assert is_replay_of(first, send(staff))

    def test_is_a_replay_after_the_person_was_deactivated(self, send, staff, manager, redis_client):
        colleague = colleague_of(staff)
        first = send(manager, staffId=colleague.pk)
        colleague.is_active = False
        colleague.save()
        redis_client.flushall()
        assert is_replay_of(first, send(manager, staffId=colleague.pk))

    def test_is_a_replay_when_the_device_time_has_become_too_old(self, send, staff, redis_client):
        time = (timezone.now() - timedelta(days=20)).isoformat()
        first = send(staff, deviceTime=time)
        redis_client.flushall()
        with time_machine.travel(timezone.now() + timedelta(days=20), tick=False):
            assert is_replay_of(first, send(staff, deviceTime=time))


@pytest.mark.usefixtures("redis_client")
class TestRetryOfCheckOut:
    @pytest.mark.parametrize("forgets", [True, False])
    def test_is_a_replay_and_never_says_that_no_shift_is_open(
        self, send, check_in, staff, redis_client, forgets
    ):
        check_in(staff)
        first = send(staff, CHECK_OUT)
        if forgets:
            redis_client.flushall()
        assert is_replay_of(first, send(staff, CHECK_OUT))
        assert ClockEvent.objects.count() == 2
