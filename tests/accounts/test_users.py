import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError

from hotelops.accounts.models import Role, User


def new(organisation, email="Person@Example.COM ", **fields):
    return User.objects.create_user(email, "x", name="A person", organisation=organisation, **fields)


class TestEmail:
    def test_is_stored_in_lower_case(self, organisation):
        assert new(organisation).email == "person@example.com"

    def test_is_stored_in_lower_case_when_changed(self, manager):
        manager.email = "New@Example.com"
        manager.save()
        manager.refresh_from_db()
        assert manager.email == "new@example.com"

    def test_in_another_case_finds_the_user(self, organisation):
        user = new(organisation)
        assert User.objects.get_by_natural_key("PERSON@example.com") == user

    def test_is_unique_whatever_its_case(self, organisation, other_organisation):
        new(organisation)
        with pytest.raises(IntegrityError):
            new(other_organisation, "PERSON@EXAMPLE.COM")

    def test_of_somebody_else_is_a_validation_error_in_any_case(self, organisation):
        new(organisation)
        with pytest.raises(ValidationError) as refused:
            User(email="PERSON@example.com", name="B", password="x", organisation=organisation).full_clean()
        assert set(refused.value.message_dict) == {"email"}

    def test_in_upper_case_is_refused_by_the_database(self, manager):
        with pytest.raises(IntegrityError, match="user_email_lower_case"):
            User.objects.filter(pk=manager.pk).update(email="UPPER@example.com")

    def test_is_needed(self, organisation):
        with pytest.raises(ValueError, match="e-mail"):
            new(organisation, "")


class TestUser:
    def test_is_staff_of_the_hotel_unless_stated(self, organisation):
        user = new(organisation)
        assert (user.role, user.is_staff, user.is_superuser) == (Role.STAFF, False, False)

    def test_without_organisation_is_refused_by_the_database(self, db):
        with pytest.raises(IntegrityError, match="user_organisation_unless_superuser"):
            new(None)

    def test_without_organisation_is_a_validation_error(self, db):
        with pytest.raises(ValidationError, match="Only a superuser"):
            User(email="a@example.com", name="A", password="x").full_clean()

    def test_with_an_unknown_role_is_refused_by_the_database(self, organisation):
        with pytest.raises(IntegrityError, match="user_role_known"):
            new(organisation, role="king")

    def test_saved_without_a_change_keeps_its_sessions(self, login, manager):
        phone = login(manager)
        User.objects.get(pk=manager.pk).save()
        assert phone.get("/auth/me").status_code == 200


class TestSuperuser:
    def test_is_created_by_the_command(self, db, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a good passphrase")
        call_command("createsuperuser", "--noinput", "--email", "Root@Example.com", verbosity=0)
        root = User.objects.get()
        assert (root.email, root.is_superuser, root.is_staff) == ("root@example.com", True, True)
        assert root.organisation is None
        assert authenticate(username="root@example.com", password="a good passphrase") == root
