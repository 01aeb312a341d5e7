from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from hotelops.accounts.models import LoginAttempts
from tests.conftest import PASSWORD

LIMIT = 3


@pytest.fixture(autouse=True)
def limit(settings):
    settings.LOGIN_ATTEMPTS_LIMIT = LIMIT


@pytest.fixture
def known(logged_in):
    return {"refreshToken": logged_in["refreshToken"]}


def log_in(api, user, password=PASSWORD, **shown):
    body = {"email": user.email, "password": password, **shown}
    return api.post("/auth/login", body).status_code


def besiege(api, user, **shown):
    for _ in range(LIMIT + 1):
        assert log_in(api, user, "wrong", **shown) == 401


class TestKnownDevice:
    """It shows a refresh token of the person, even of a session that has ended."""

    def test_is_let_in_however_often_strangers_tried(self, api, manager, known):
        besiege(api, manager)
        assert log_in(api, manager) == 401
        assert log_in(api, manager, **known) == 200

    def test_is_known_after_its_session_has_ended(self, api, manager, known):
        api.post("/auth/logout", known)
        besiege(api, manager)
        assert log_in(api, manager, **known) == 200

    def test_has_the_same_limit(self, api, manager, known):
        besiege(api, manager, **known)
        assert log_in(api, manager, **known) == 401
        assert log_in(api, manager) == 200

    def test_is_forgotten_with_the_token(self, api, manager, known):
        besiege(api, manager)
        with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
            besiege(api, manager)
            assert log_in(api, manager, **known) == 401

    def test_is_not_known_to_others(self, api, manager, staff, known):
        besiege(api, staff)
        assert log_in(api, staff, **known) == 401

    @pytest.mark.parametrize("token", ["x", "a.b.c"])
    def test_is_not_known_by_what_is_no_token(self, api, manager, token):
        besiege(api, manager)
        assert log_in(api, manager, refreshToken=token) == 401


class TestChange:
    """Of what ends a person's sessions: it lets the person try again."""

    def test_of_the_password_forgets_the_tries_of_all_devices(self, api, manager, known):
        besiege(api, manager)
        besiege(api, manager, **known)
        assert LoginAttempts.objects.count() == 2
        manager.set_password("another good one")
        manager.save()
        assert not LoginAttempts.objects.exists()

    def test_of_the_name_forgets_nothing(self, api, manager):
        besiege(api, manager)
        manager.name = "Renamed"
        manager.save()
        assert LoginAttempts.objects.exists()
