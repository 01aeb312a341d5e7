import pytest

from hotelops.accounts import sessions
from hotelops.accounts.exceptions import InvalidToken
from hotelops.accounts.models import User
from tests.conftest import PASSWORD

NEW = "a much better passphrase"


def change(client, current=PASSWORD, new=NEW):
    return client.post("/auth/password", {"currentPassword": current, "newPassword": new})


def log_in(api, email, password):
    return api.post("/auth/login", {"email": email, "password": password})


@pytest.fixture
def phone(login, manager):
    return login(manager)


class TestPassword:
    def test_is_changed(self, api, phone, manager):
        assert change(phone).status_code == 200
        assert log_in(api, manager.email, PASSWORD).status_code == 401
        assert log_in(api, manager.email, NEW).status_code == 200

    def test_ends_every_session(self, api, login, phone, manager, logged_in):
        elsewhere = login(manager)
        change(phone)
        for client in (phone, elsewhere):
            assert client.get("/auth/me").json()["code"] == "invalid_token"
        refused = api.post("/auth/refresh", {"refreshToken": logged_in["refreshToken"]})
        assert refused.json()["code"] == "invalid_token"

    def test_answers_with_a_new_login(self, api, phone, logged_in):
        answer = change(phone).json()
        assert set(answer) == set(logged_in)
        assert api.post("/auth/refresh", {"refreshToken": answer["refreshToken"]}).status_code == 200
        token = answer["accessToken"]
        assert api.get("/auth/me", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 200

    def test_needs_the_current_one(self, phone, manager):
        answer = change(phone, current="wrong")
        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert (error["field"], error["code"]) == ("currentPassword", "wrong_password")
        assert phone.get("/auth/me").status_code == 200

    def test_cannot_be_guessed_without_limit(self, phone, settings):
        settings.LOGIN_ATTEMPTS_LIMIT = 3
        for _ in range(3):
            change(phone, current="wrong")
        assert change(phone).status_code == 400

    @pytest.mark.parametrize(
        ("new", "codes"),
        [("short1!", {"password_too_short"}), ("1234567890123", {"password_entirely_numeric"})],
    )
    def test_must_be_a_good_one(self, phone, new, codes):
        answer = change(phone, new=new)
        assert answer.status_code == 400
        assert codes <= {error["code"] for error in answer.json()["errors"]}
        assert {error["field"] for error in answer.json()["errors"]} == {"newPassword"}

    def test_must_not_be_the_address(self, phone, manager):
        answer = change(phone, new=manager.email)
        assert {error["code"] for error in answer.json()["errors"]} == {"password_too_similar"}

    @pytest.mark.parametrize("length", [1024, 1025])
    def test_has_a_greatest_length(self, phone, length):
        answer = change(phone, new="ab" * 512 + "c" * (length - 1024))
        if length == 1024:
            assert answer.status_code == 200
        else:
            assert {error["code"] for error in answer.json()["errors"]} == {"max_length"}

    def test_is_the_same_from_every_keyboard(self, api, phone, manager):
        decomposed, composed = "Zu\u0308rich-Zu\u0308ge", "Z\u00fcrich-Z\u00fcge"
        assert change(phone, new=decomposed).status_code == 200
        assert log_in(api, manager.email, composed).status_code == 200
        assert log_in(api, manager.email, decomposed).status_code == 200

    def test_is_taken_as_it_is_otherwise(self, api, phone, manager):
        assert change(phone, new=" Spaces and CAPITALS \uff11 ").status_code == 200
        for other in (
            "Spaces and CAPITALS \uff11",
            " spaces and capitals \uff11 ",
            " Spaces and CAPITALS 1 ",
        ):
            assert log_in(api, manager.email, other).status_code == 401
        assert log_in(api, manager.email, " Spaces and CAPITALS \uff11 ").status_code == 200

    def test_needs_a_login(self, api, db):
        answer = change(api)
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")

    def test_is_changed_once_by_two_who_knew_the_old_one(self, manager):
        first, second = (User.objects.get(pk=manager.pk) for _ in range(2))
        sessions.change_password(first, NEW)
        with pytest.raises(InvalidToken):
            sessions.change_password(second, "the password of the slower one")
        manager.refresh_from_db()
        assert manager.check_password(NEW)
