import pytest


def log_out(api, token):
    return api.post("/auth/logout", {"refreshToken": token})


class TestLogout:
    def test_ends_refresh_and_access_tokens_at_once(self, api, logged_in):
        assert log_out(api, logged_in["refreshToken"]).status_code == 204
        refused = api.post("/auth/refresh", {"refreshToken": logged_in["refreshToken"]})
        assert (refused.status_code, refused.json()["code"]) == (401, "invalid_token")
        refused = api.get("/auth/me", HTTP_AUTHORIZATION=f"Bearer {logged_in['accessToken']}")
        assert (refused.status_code, refused.json()["code"]) == (401, "invalid_token")

    def test_leaves_the_users_other_sessions_alone(self, api, login, manager, logged_in):
        elsewhere = login(manager)
        log_out(api, logged_in["refreshToken"])
        assert elsewhere.get("/auth/me").status_code == 200

    def test_may_be_repeated(self, api, manager, logged_in):
        log_out(api, logged_in["refreshToken"])
        ended = manager.sessions.get().revoked_at
        assert log_out(api, logged_in["refreshToken"]).status_code == 204
        assert manager.sessions.get().revoked_at == ended

    def test_works_with_an_older_refresh_token_of_the_session(self, api, manager, logged_in):
        api.post("/auth/refresh", {"refreshToken": logged_in["refreshToken"]})
        log_out(api, logged_in["refreshToken"])
        assert manager.sessions.get().revoked_at is not None

    @pytest.mark.parametrize("token", ["x", "a.b.c"])
    def test_with_a_token_that_means_nothing_is_a_logout_too(self, api, db, token):
        assert log_out(api, token).status_code == 204

    def test_does_not_take_an_access_token(self, api, manager, logged_in):
        log_out(api, logged_in["accessToken"])
        assert manager.sessions.get().revoked_at is None
