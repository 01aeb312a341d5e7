from typing import Any

import pytest
from django.contrib.admin import site
from django.urls import reverse

from hotelops.accounts.models import Role, User
from hotelops.accounts.user_admin import UserAdmin
from tests.conftest import PASSWORD, new_user

from .admin_site import path


def user_form(**fields: Any) -> dict[str, Any]:
    return {
        "email": "New@Example.com",
        "name": "New person",
        "role": "staff",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    } | fields


class TestSuperuser:
    def test_adds_a_user_with_every_right(self, superuser, organisation):
        form = user_form(organisation=organisation.pk, is_staff="on", is_superuser="on")
        assert superuser.post(path(User, "add"), form).status_code == 302
        new = User.objects.get(email="new@example.com")
        assert (new.organisation, new.is_staff, new.is_superuser) == (organisation, True, True)
        assert new.check_password(PASSWORD)

    def test_cannot_add_a_user_twice_in_another_case(self, superuser, organisation, manager):
        form = user_form(organisation=organisation.pk, email=manager.email.upper())
        page = superuser.post(path(User, "add"), form)
        assert "email" in page.context["adminform"].form.errors

    def test_cannot_add_a_user_without_organisation(self, superuser):
        page = superuser.post(path(User, "add"), user_form())
        assert page.status_code == 200
        assert "Only a superuser may be without an organisation." in page.content.decode()

    def test_changes_a_password_and_so_ends_the_sessions(self, superuser, login, manager):
        phone = login(manager)
        new = {"usable_password": "true", "password1": "a new passphrase", "password2": "a new passphrase"}
        answer = superuser.post(reverse("admin:auth_user_password_change", args=[manager.pk]), new)
        assert answer.status_code == 302
        assert phone.get("/auth/me").status_code == 401

    def test_sets_no_password_that_nobody_could_log_in_with(self, superuser, manager):
        url = reverse("admin:auth_user_password_change", args=[manager.pk])
        long = "ab" * 513
        page = superuser.post(url, {"usable_password": "true", "password1": long, "password2": long})
        assert "at most 1024 characters" in page.content.decode()
        manager.refresh_from_db()
        assert manager.check_password(PASSWORD)


class TestManager:
    def test_cannot_set_the_password_of_another_organisations_user(self, managers_site, other_manager):
        url = reverse("admin:auth_user_password_change", args=[other_manager.pk])
        assert managers_site.post(url, {"password1": "x", "password2": "x"}).status_code in (403, 404)

    def test_adds_staff_of_the_own_organisation(self, managers_site, manager):
        assert managers_site.post(path(User, "add"), user_form()).status_code == 302
        new = User.objects.get(email="new@example.com")
        assert (new.organisation, new.role, new.is_staff) == (manager.organisation, Role.STAFF, False)

    def test_cannot_give_rights_by_adding_fields_to_the_form(
        self, managers_site, manager, other_organisation
    ):
        form = user_form(organisation=other_organisation.pk, is_staff="on", is_superuser="on")
        managers_site.post(path(User, "add"), form)
        new = User.objects.get(email="new@example.com")
        assert (new.organisation, new.is_staff, new.is_superuser) == (manager.organisation, False, False)

    @pytest.mark.parametrize("role", ["manager", "owner"])
    def test_cannot_add_managers_and_owners(self, managers_site, role):
        page = managers_site.post(path(User, "add"), user_form(role=role))
        assert "role" in page.context["adminform"].form.errors
        assert not User.objects.filter(email="new@example.com").exists()

    def test_sees_no_field_that_gives_rights(self, managers_site, staff):
        for page in (managers_site.get(path(User, "add")), managers_site.get(path(User, "change", staff.pk))):
            fields = set(page.context["adminform"].form.fields)
            assert not fields & {"organisation", "is_staff", "is_superuser", "groups", "user_permissions"}
            assert "role" in fields

    def test_deactivates_staff(self, managers_site, login, staff):
        phone = login(staff)
        form = {"email": staff.email, "name": staff.name, "role": "staff"}
        assert managers_site.post(path(User, "change", staff.pk), form).status_code == 302
        staff.refresh_from_db()
        assert not staff.is_active
        assert phone.get("/auth/me").status_code == 401

    def test_deactivates_staff_by_the_action_and_nobody_else(
        self, managers_site, manager, owner, staff, other_manager
    ):
        everybody = [user.pk for user in (manager, owner, staff, other_manager)]
        action = {"action": "deactivate", "_selected_action": everybody}
        assert managers_site.post(path(User), action).status_code == 302
        assert list(User.objects.filter(is_active=False)) == [staff]

    def test_can_only_look_at_peers_and_superiors(self, managers_site, manager, owner):
        for person in (manager, owner):
            assert managers_site.get(path(User, "change", person.pk)).status_code == 200
            form = {"email": "taken.over@example.com", "name": "x", "role": "staff"}
            assert managers_site.post(path(User, "change", person.pk), form).status_code == 403
            url = reverse("admin:auth_user_password_change", args=[person.pk])
            assert managers_site.post(url, {}).status_code == 403

    def test_cannot_touch_a_superuser_of_the_organisation(self, managers_site, staff):
        User.objects.filter(pk=staff.pk).update(is_superuser=True)
        assert managers_site.post(path(User, "change", staff.pk), {}).status_code == 403

    def test_deletes_nobody(self, managers_site, staff):
        assert managers_site.post(path(User, "delete", staff.pk), {"post": "yes"}).status_code == 403

    def test_has_no_say_over_anothers_staff_even_when_given_the_row(self, rf, manager, other_organisation):
        request = rf.get("/")
        request.user = manager
        others_staff = new_user(other_organisation, Role.STAFF)
        assert not UserAdmin(User, site).has_change_permission(request, others_staff)


class TestOwner:
    @pytest.mark.parametrize("role", ["staff", "manager"])
    def test_adds_managers_and_staff(self, owners_site, owner, role):
        assert owners_site.post(path(User, "add"), user_form(role=role)).status_code == 302
        assert User.objects.get(email="new@example.com").role == role

    def test_adds_no_owner(self, owners_site):
        page = owners_site.post(path(User, "add"), user_form(role="owner"))
        assert "role" in page.context["adminform"].form.errors

    def test_deactivates_a_manager(self, owners_site, manager):
        form = {"email": manager.email, "name": manager.name, "role": "manager"}
        assert owners_site.post(path(User, "change", manager.pk), form).status_code == 302
        manager.refresh_from_db()
        assert not manager.is_active
