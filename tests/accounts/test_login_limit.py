from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone
from rest_framework.test import APIClient

from hotelops.accounts.checks import BACKEND, check_that_logins_are_limited
from hotelops.accounts.models import LoginAttempts, User
from tests.conftest import PASSWORD
from tests.request_ids import said
from tests.threads import at_once

WINDOW = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def limit_of_three(settings):
    settings.LOGIN_ATTEMPTS_LIMIT = 3
    settings.LOGIN_ATTEMPTS_WINDOW = WINDOW


@pytest.fixture
def evaluated(monkeypatch):
    """The passwords that were looked at."""
    seen = []

    def check_password(user, password, original=User.check_password):
        seen.append(password)
        return original(user, password)

    monkeypatch.setattr(User, "check_password", check_password)
    return seen


def log_in(api, email, password="wrong", **headers):
    return api.post("/auth/login", {"email": email, "password": password}, **headers)


class TestLoginLimit:
    def test_stops_passwords_from_being_looked_at(self, api, manager, evaluated):
        for number in range(5):
            log_in(api, manager.email, f"guess {number}")
        assert evaluated == ["guess 0", "guess 1", "guess 2"]

    def test_answers_like_a_wrong_password_even_to_the_right_one(self, api, manager):
        for _ in range(3):
            wrong = log_in(api, manager.email)
        over = log_in(api, manager.email, PASSWORD)
        assert (over.status_code, said(over)) == (wrong.status_code, said(wrong))

    def test_holds_for_every_spelling_of_the_address(self, api, manager, evaluated):
        name = manager.email
        for spelling in (name, name.upper(), f" {name} ", name.title(), name.replace("m", "\uff4d", 1)):
            log_in(api, spelling)
        assert len(evaluated) == 3

    def test_does_not_depend_on_where_the_client_says_it_is(self, api, manager, evaluated):
        for number in range(6):
            log_in(api, manager.email, HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
        assert len(evaluated) == 3

    def test_ends_with_its_window_however_often_a_stranger_tried_meanwhile(self, api, manager):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _ in range(30):
                log_in(api, manager.email)
                clock.shift(WINDOW / 30)
            assert log_in(api, manager.email, PASSWORD).status_code == 200

    def test_lasts_as_long_as_its_window(self, api, manager):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _ in range(3):
                log_in(api, manager.email)
            clock.shift(WINDOW - timedelta(seconds=1))
            assert log_in(api, manager.email, PASSWORD).status_code == 401

    def test_starts_anew_after_a_right_password(self, api, manager):
        for _ in range(3):
            log_in(api, manager.email)
            log_in(api, manager.email)
            assert log_in(api, manager.email, PASSWORD).status_code == 200

    def test_of_one_address_leaves_others_alone(self, api, manager, staff):
        for _ in range(4):
            log_in(api, manager.email)
        assert log_in(api, staff.email, PASSWORD).status_code == 200

    def test_leaves_phones_that_are_logged_in_alone(self, api, manager, logged_in):
        for _ in range(4):
            log_in(api, manager.email)
        answer = api.post("/auth/refresh", {"refreshToken": logged_in["refreshToken"]})
        assert answer.status_code == 200

    def test_counts_unknown_addresses_too(self, api, db):
        log_in(api, "nobody@example.com")
        assert LoginAttempts.objects.get().count == 1

    def test_keeps_no_address(self, api, manager):
        log_in(api, manager.email)
        (row,) = LoginAttempts.objects.values_list()
        assert manager.email.split("@")[0] not in repr(row)

    def test_removes_windows_that_are_over(self, api, db):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for number in range(9):
                log_in(api, f"{number}@example.com")
            clock.shift(WINDOW)
            log_in(api, "another@example.com")
        assert LoginAttempts.objects.count() == 1

    @override_settings(AUTHENTICATION_BACKENDS=[BACKEND])
    def test_holds_on_the_admin_site(self, client, db, evaluated):
        admin = User.objects.create_superuser("admin@example.com", PASSWORD)
        for _ in range(5):
            client.post("/admin/login/", {"username": admin.email, "password": "wrong"})
        assert len(evaluated) == 3

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_holds_for_concurrent_tries(self, manager, evaluated):
        def guess(number):
            while (answer := log_in(APIClient(), manager.email, f"guess {number}")).status_code == 503:
                assert answer.json()["code"] == "too_many_logins"
            return answer.status_code

        assert set(at_once(60, guess, threads=16)) == {401}
        assert len(evaluated) == 3


class TestCheck:
    @override_settings(AUTHENTICATION_BACKENDS=["django.contrib.auth.backends.ModelBackend"])
    def test_warns_of_a_backend_without_a_limit(self):
        assert [warning.id for warning in check_that_logins_are_limited()] == ["accounts.W001"]

    @override_settings(AUTHENTICATION_BACKENDS=[BACKEND])
    def test_is_content_with_ours(self):
        assert check_that_logins_are_limited() == []
