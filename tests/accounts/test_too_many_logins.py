from threading import Semaphore

import pytest
from django.conf import settings
from django.test import override_settings

from hotelops.accounts import backends
from hotelops.accounts.checks import BACKEND
from hotelops.accounts.models import LoginAttempts, User
from tests.conftest import PASSWORD


def log_in(api, user):
    return api.post("/auth/login", {"email": user.email, "password": PASSWORD})


class TestTooManyLogins:
    @pytest.fixture
    def all_places_taken(self, monkeypatch):
        monkeypatch.setattr(backends, "passwords_at_once", Semaphore(0))

    def test_are_told_to_come_back(self, api, manager, all_places_taken):
        answer = log_in(api, manager)
        assert (answer.status_code, answer.json()["code"]) == (503, "too_many_logins")
        assert (answer["Retry-After"], answer["X-Should-Retry"]) == ("1", "true")

    def test_count_no_attempt(self, api, manager, all_places_taken):
        log_in(api, manager)
        assert not LoginAttempts.objects.exists()

    @override_settings(AUTHENTICATION_BACKENDS=[BACKEND])
    def test_get_the_form_again_on_the_admin_site(self, client, db, all_places_taken):
        admin = User.objects.create_superuser("admin@example.com", PASSWORD)
        answer = client.post("/admin/login/", {"username": admin.email, "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.context["form"].errors

    def test_leave_their_place_to_the_next(self, api, manager):
        for _ in range(2 * settings.THREADS):
            assert log_in(api, manager).status_code == 200
