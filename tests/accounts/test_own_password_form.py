import pytest
from django.urls import reverse

from hotelops.accounts.models import LoginAttempts, User
from tests.conftest import PASSWORD

NEW = "another horse battery"
REFUSAL = b"Your old password was entered incorrectly."


@pytest.fixture(autouse=True)
def limit_of_three(settings):
    settings.LOGIN_ATTEMPTS_LIMIT = 3


@pytest.fixture
def change(managers_site):
    def changed(old_password):
        form = {"old_password": old_password, "new_password1": NEW, "new_password2": NEW}
        return managers_site.post(reverse("admin:password_change"), form)

    return changed


class TestOwnPassword:
    def test_is_changed_by_who_knows_it(self, change, manager):
        assert change(PASSWORD).status_code == 302
        assert User.objects.get(pk=manager.pk).check_password(NEW)

    def test_cannot_be_guessed_without_limit(self, change, manager):
        for old in ("guess 1", "guess 2", "guess 3", PASSWORD):
            assert REFUSAL in change(old).content
        assert not User.objects.get(pk=manager.pk).check_password(NEW)

    def test_is_changed_however_often_strangers_tried(self, change, manager):
        for _ in range(9):
            LoginAttempts.objects.admit(manager.email)
        assert change(PASSWORD).status_code == 302

    def test_leaves_logins_their_own_limit(self, change, manager, api):
        for number in range(9):
            change(f"guess {number}")
        answer = api.post("/auth/login", {"email": manager.email, "password": PASSWORD})
        assert answer.status_code == 200
