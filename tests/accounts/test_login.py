from unittest import mock

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from hotelops.accounts.models import Session, User
from tests.conftest import PASSWORD
from tests.request_ids import headers_said, said


def log_in(api, email, password=PASSWORD):
    return api.post("/auth/login", {"email": email, "password": password})


class TestLogin:
    def test_answers_with_tokens_and_the_user(self, api, manager):
        answer = log_in(api, manager.email)
        body = answer.json()
        assert answer.status_code == 200
        assert set(body) == {"accessToken", "refreshToken", "expiresIn", "user"}
        assert body["expiresIn"] == 900
        assert body["user"] == {
            "id": manager.pk,
            "email": manager.email,
            "name": manager.name,
            "role": "manager",
            "orgId": manager.organisation_id,
        }

    def test_opens_the_api(self, api, manager):
        token = log_in(api, manager.email).json()["accessToken"]
        assert api.get("/auth/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200

    def test_takes_the_address_in_any_case(self, api, manager):
        assert log_in(api, f" {manager.email.upper()}").status_code == 200

    def test_is_not_to_be_stored_by_caches(self, api, manager):
        assert log_in(api, manager.email)["Cache-Control"] == "no-store"

    def test_does_not_need_an_idempotency_key_or_look_at_an_old_token(self, api, manager):
        api.credentials(HTTP_AUTHORIZATION="Bearer expired")
        assert log_in(api, manager.email).status_code == 200

    def test_notes_when_it_happened(self, api, manager):
        log_in(api, manager.email)
        manager.refresh_from_db()
        assert manager.last_login is not None

    def test_starts_a_session_of_its_own_each_time(self, api, manager):
        first, second = (log_in(api, manager.email).json() for _ in range(2))
        assert first["refreshToken"] != second["refreshToken"]
        assert manager.sessions.count() == 2

    def test_removes_the_users_expired_sessions(self, api, manager):
        log_in(api, manager.email)
        manager.sessions.update(expires_at=manager.created_at)
        log_in(api, manager.email)
        assert manager.sessions.count() == 1

    def test_with_a_password_that_was_just_changed_starts_nothing(self, api, manager):
        def changes_meanwhile(user, password):
            User.objects.filter(pk=user.pk).update(password="changed")
            return True

        with mock.patch.object(User, "check_password", changes_meanwhile):
            assert log_in(api, manager.email).status_code == 401
        assert not Session.objects.exists()

    @pytest.mark.parametrize(
        "body",
        [
            {},
            [],
            {"email": "a@example.com"},
            {"email": 1, "password": PASSWORD},
            {"email": "", "password": ""},
        ],
    )
    def test_of_a_wrong_shape_is_invalid(self, api, db, body):
        answer = api.post("/auth/login", body)
        assert answer.status_code == 400
        assert answer.json()["code"] == "validation_error"

    @pytest.mark.parametrize("email", ["no-address", "a@b\u0000.com", "é@example.com", "x" * 254])
    def test_with_a_strange_address_is_refused(self, api, db, email):
        assert log_in(api, email).status_code in (400, 401)


class TestRefusedLogin:
    @pytest.fixture
    def refusals(self, api, manager, staff):
        staff.is_active = False
        staff.save()
        User.objects.create_superuser("admin@example.com", PASSWORD)
        return [
            lambda: log_in(api, "nobody@example.com"),
            lambda: log_in(api, manager.email, "wrong"),
            lambda: log_in(api, staff.email),
            lambda: log_in(api, "admin@example.com"),
        ]

    def test_says_the_same_whatever_the_reason(self, refusals):
        answers = [refusal() for refusal in refusals]
        assert {answer.status_code for answer in answers} == {401}
        assert {answer["WWW-Authenticate"] for answer in answers} == {"Bearer"}
        assert len(set(map(said, answers))) == 1
        assert answers[0].json()["code"] == "invalid_credentials"

    def test_takes_the_same_hashing_whatever_the_reason(self, refusals):
        for refusal in refusals:
            with mock.patch.object(
                MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
            ) as encode:
                refusal()
            assert encode.call_count == 1

    def test_over_the_limit_is_no_different(self, api, manager, refusals, settings):
        settings.LOGIN_ATTEMPTS_LIMIT = 1
        wrong = log_in(api, manager.email, "wrong")
        for refusal in [*refusals, lambda: log_in(api, manager.email)]:
            with mock.patch.object(
                MD5PasswordHasher, "encode", autospec=True, side_effect=MD5PasswordHasher.encode
            ) as encode:
                answer = refusal()
            assert (encode.call_count, said(answer)) == (1, said(wrong))
            assert headers_said(answer) == headers_said(wrong)

    def test_starts_no_session(self, refusals):
        for refusal in refusals:
            refusal()
        assert not Session.objects.exists()
