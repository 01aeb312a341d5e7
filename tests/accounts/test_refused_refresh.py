from datetime import timedelta

import pytest

from hotelops.accounts.models import Role, User

from .phone import refresh, refusal


class TestRefusedRefresh:
    def test_of_a_deactivated_user(self, api, manager, first):
        manager.is_active = False
        manager.save()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_of_a_user_deactivated_behind_the_models_back(self, api, manager, first):
        User.objects.filter(pk=manager.pk).update(is_active=False)
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_of_a_user_who_was_activated_again(self, api, manager, first):
        for is_active in (False, True):
            manager.is_active = is_active
            manager.save()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_of_a_deleted_user(self, api, manager, first):
        manager.delete()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_after_a_new_password(self, api, manager, first):
        manager.set_password("another good one")
        manager.save()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_after_a_new_role(self, api, manager, first):
        manager.role = Role.STAFF
        manager.save()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_after_a_move_to_another_organisation(self, api, manager, other_organisation, first):
        manager.organisation = other_organisation
        manager.save()
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_after_30_days(self, clock, api, first):
        clock.shift(timedelta(days=30))
        assert refusal(refresh(api, first)) == "invalid_token"

    def test_with_an_access_token(self, api, logged_in):
        assert refusal(refresh(api, logged_in["accessToken"])) == "invalid_token"

    @pytest.mark.parametrize(
        "token", ["x", "a.b.c", "é", "..", "eyJhbGciOiJub25lIn0.e30.", "bnVsbA.bnVsbA.bnVsbA", "W" * 4096]
    )
    def test_with_garbage(self, api, db, token):
        assert refusal(refresh(api, token)) == "invalid_token"

    def test_with_a_changed_signature(self, api, first):
        head, _, signature = first.rpartition(".")
        assert refusal(refresh(api, f"{head}.{signature[::-1]}")) == "invalid_token"

    @pytest.mark.parametrize("token", [None, 5, "", ["x"], {"a": 1}])
    def test_with_something_else_than_a_string_is_invalid(self, api, db, token):
        assert refresh(api, token).status_code == 400
