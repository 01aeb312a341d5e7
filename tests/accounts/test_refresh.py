from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from hotelops.accounts.models import Role, Session
from tests.servers import wait_until
from tests.threads import at_once

from .phone import refresh, refusal

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


class TestRefresh:
    def test_answers_like_a_login(self, api, logged_in, first):
        answer = refresh(api, first)
        assert answer.status_code == 200
        assert set(answer.json()) == set(logged_in)
        assert answer.json()["user"] == logged_in["user"]

    def test_replaces_the_refresh_token(self, api, first):
        second = refresh(api, first).json()["refreshToken"]
        assert second != first
        assert refresh(api, second).status_code == 200

    def test_gives_an_access_token_that_works(self, api, first):
        token = refresh(api, first).json()["accessToken"]
        assert api.get("/auth/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200

    def test_keeps_the_session_alive_for_another_30_days(self, clock, api, first):
        clock.shift(timedelta(days=29))
        second = refresh(api, first).json()["refreshToken"]
        clock.shift(timedelta(days=29))
        assert refresh(api, second).status_code == 200

    def test_shows_a_role_given_at_login(self, api, logged_in, first):
        assert refresh(api, first).json()["user"]["role"] == Role.MANAGER


class TestLostAnswer:
    def test_repeated_within_30_seconds_gets_the_same_successor(self, clock, api, first):
        second = refresh(api, first).json()["refreshToken"]
        clock.shift(30)
        assert refresh(api, first).json()["refreshToken"] == second

    def test_can_get_lost_again(self, clock, api, first):
        tokens = set()
        for _ in range(3):
            tokens.add(refresh(api, first).json()["refreshToken"])
            clock.shift(10)
        assert len(tokens) == 1
        assert refresh(api, tokens.pop()).status_code == 200

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_of_16_at_once_has_one_successor(self, first):
        answers = at_once(16, lambda _: refresh(APIClient(), first))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["refreshToken"] for answer in answers}) == 1

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_waits_for_the_one_that_is_being_answered(self, first, postgres, monkeypatch):
        rotating = []

        def rotate(session, original=Session.rotate):
            rotating.append(session)
            assert wait_until(lambda: len(rotating) > 1 or postgres.ask(WAITING))
            original(session)

        monkeypatch.setattr(Session, "rotate", rotate)
        answers = at_once(2, lambda _: refresh(APIClient(), first))
        assert len({answer.json()["refreshToken"] for answer in answers}) == len(rotating) == 1


class TestReuse:
    def test_after_30_seconds_is_refused(self, clock, api, first):
        refresh(api, first)
        clock.shift(31)
        assert refusal(refresh(api, first)) == "refresh_token_reused"

    def test_ends_the_session_for_good(self, clock, api, first):
        answer = refresh(api, first).json()
        clock.shift(31)
        refresh(api, first)
        assert Session.objects.get().revoked_at is not None
        assert refusal(refresh(api, answer["refreshToken"])) == "invalid_token"
        assert (
            refusal(api.get("/auth/me", HTTP_AUTHORIZATION=f"Bearer {answer['accessToken']}"))
            == "invalid_token"
        )

    def test_of_an_older_token_is_refused_at_once(self, api, first):
        second = refresh(api, first).json()["refreshToken"]
        refresh(api, second)
        assert refusal(refresh(api, first)) == "refresh_token_reused"

    def test_leaves_other_sessions_alone(self, clock, api, login, manager, first):
        elsewhere = login(manager)
        refresh(api, first)
        clock.shift(31)
        refresh(api, first)
        assert elsewhere.get("/auth/me").status_code == 200

    @pytest.mark.django_db(transaction=True)
    def test_ends_the_session_outside_a_test_transaction_too(self, clock, api, first):
        refresh(api, first)
        clock.shift(31)
        refresh(api, first)
        assert Session.objects.get().revoked_at is not None
