from datetime import timedelta

import jwt
import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from hotelops.accounts import sessions
from hotelops.accounts.authentication import AccessTokenAuthentication
from hotelops.accounts.exceptions import InvalidCredentials
from hotelops.accounts.models import Session, User

from .phone import refusal


@pytest.fixture
def token(logged_in) -> str:
    return logged_in["accessToken"]


def me(api, authorization):
    return api.get("/auth/me", HTTP_AUTHORIZATION=authorization)


def signed(claims, key=settings.SIMPLE_JWT["SIGNING_KEY"], algorithm="HS256"):
    return jwt.encode(claims, key, algorithm=algorithm)


def claims_of(token):
    return jwt.decode(token, options={"verify_signature": False})


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


class TestAccessToken:
    def test_costs_one_query(self, rf, token, django_assert_num_queries):
        request = rf.get("/", HTTP_AUTHORIZATION=f"Bearer {token}")
        with django_assert_num_queries(1):
            found = AccessTokenAuthentication().authenticate(request)
            assert found
            assert str(found[0].organisation)

    def test_gives_user_and_session_as_the_orm_would(self, rf, token, manager):
        found = AccessTokenAuthentication().authenticate(rf.get("/", HTTP_AUTHORIZATION=f"Bearer {token}"))
        assert found
        user, session = found
        expected = Session.objects.with_user().get(user=manager)
        assert columns(session) == columns(expected)
        assert columns(user) == columns(expected.user)
        assert columns(user.organisation) == columns(expected.user.organisation)
        assert session.user is user

    def test_is_taken_with_any_case_of_bearer(self, api, token):
        assert me(api, f"bearer {token}").status_code == 200

    def test_names_the_session_and_nothing_of_the_person(self, token, manager):
        assert set(claims_of(token)) == {"token_type", "exp", "jti", "sid", "aud", "iss"}
        assert claims_of(token)["sid"] == manager.sessions.get().pk.hex

    def test_expires_after_15_minutes(self, api, token):
        with time_machine.travel(timezone.now() + timedelta(minutes=15), tick=False):
            assert refusal(me(api, f"Bearer {token}")) == "token_expired"

    def test_works_until_then(self, api, token):
        with time_machine.travel(timezone.now() + timedelta(minutes=14), tick=False):
            assert me(api, f"Bearer {token}").status_code == 200

    def test_of_a_deactivated_user_ends_at_once(self, api, token, manager):
        User.objects.filter(pk=manager.pk).update(is_active=False)
        assert refusal(me(api, f"Bearer {token}")) == "invalid_token"

    def test_of_a_deleted_user_ends_at_once(self, api, token, manager):
        manager.delete()
        assert refusal(me(api, f"Bearer {token}")) == "invalid_token"

    def test_of_a_superuser_who_left_the_organisation_ends_at_once(self, api, token, manager):
        User.objects.filter(pk=manager.pk).update(is_superuser=True, organisation=None)
        assert refusal(me(api, f"Bearer {token}")) == "invalid_token"

    def test_of_an_expired_session_is_refused(self, api, token, manager):
        manager.sessions.update(expires_at=timezone.now())
        assert refusal(me(api, f"Bearer {token}")) == "invalid_token"

    def test_survives_a_change_of_the_name(self, api, token, manager):
        manager.name = "Renamed"
        manager.save()
        assert me(api, f"Bearer {token}").json()["name"] == "Renamed"

    def test_survives_a_better_hash_of_the_same_password(self, api, token, manager):
        manager.save(update_fields=["password"])
        assert me(api, f"Bearer {token}").status_code == 200


class TestForgedToken:
    @pytest.mark.parametrize("other", [{"aud": "another"}, {"iss": "another"}, {"token_type": "refresh"}])
    def test_with_another_claim_is_refused(self, api, token, other):
        assert refusal(me(api, f"Bearer {signed(claims_of(token) | other)}")) == "invalid_token"

    @pytest.mark.parametrize("missing", ["aud", "iss", "exp", "jti", "sid", "token_type"])
    def test_without_a_claim_is_refused(self, api, token, missing):
        claims = {name: value for name, value in claims_of(token).items() if name != missing}
        assert refusal(me(api, f"Bearer {signed(claims)}")) == "invalid_token"

    @pytest.mark.parametrize("claim", ["exp", "jti", "sid"])
    @pytest.mark.parametrize("value", [None, "", "9" * 400, 2**70, 1e300, [], {}])
    def test_with_an_odd_claim_is_refused(self, api, token, claim, value):
        assert refusal(me(api, f"Bearer {signed(claims_of(token) | {claim: value})}")) == "invalid_token"

    def test_with_another_key_is_refused(self, api, token):
        assert refusal(me(api, f"Bearer {signed(claims_of(token), settings.SECRET_KEY)}")) == "invalid_token"

    @pytest.mark.parametrize("algorithm", ["HS384", "none"])
    def test_with_another_algorithm_is_refused(self, api, token, algorithm):
        key = {"key": ""} if algorithm == "none" else {}
        forged = signed(claims_of(token), algorithm=algorithm, **key)
        assert refusal(me(api, f"Bearer {forged}")) == "invalid_token"

    def test_with_a_session_that_is_not_there_is_refused(self, api, token):
        forged = signed(claims_of(token) | {"sid": "0" * 32})
        assert refusal(me(api, f"Bearer {forged}")) == "invalid_token"

    def test_that_is_a_refresh_token_is_refused(self, api, logged_in):
        assert refusal(me(api, f"Bearer {logged_in['refreshToken']}")) == "invalid_token"

    @pytest.mark.parametrize("garbage", ["", " ", "x", "a b c", "\xff\xfe", "..", "W" * 5000, "5.5.5"])
    def test_of_garbage_is_refused(self, api, db, garbage):
        assert refusal(me(api, f"Bearer {garbage}")) == "invalid_token"

    @pytest.mark.parametrize("header", ["", "Basic YTpi", "Token x", "x"])
    def test_of_another_scheme_is_no_login(self, api, db, header):
        assert refusal(me(api, header)) == "not_authenticated"


class TestSession:
    def test_stores_nothing_that_is_part_of_a_token(self, manager, logged_in):
        (row,) = manager.sessions.values_list()
        stored = " ".join(str(value) for value in row)
        for token in (logged_in["accessToken"], logged_in["refreshToken"]):
            assert not any(part in stored for part in token.split("."))

    def test_is_not_started_for_a_user_without_organisation(self, db):
        with pytest.raises(InvalidCredentials):
            sessions.start(User.objects.create_superuser("admin@example.com", "x"))
