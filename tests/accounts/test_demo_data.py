from unittest import mock

import pytest
from django.core.management import CommandError, call_command

from hotelops.accounts.models import Organisation, Property, User


@pytest.fixture
def debug(settings):
    settings.DEBUG = True


def create_demo_data():
    return call_command("create_demo_data", verbosity=0)


@pytest.mark.usefixtures("debug", "db")
class TestDemoData:
    def test_lets_everybody_log_in(self, api):
        create_demo_data()
        for name, role, organisation in (
            ("user", "manager", "Demo Hotels"),
            ("staff", "staff", "Demo Hotels"),
            ("owner", "owner", "Demo Hotels"),
            ("other", "manager", "Other Hotels"),
        ):
            answer = api.post("/auth/login", {"email": f"{name}@example.com", "password": "changeme"})
            assert answer.status_code == 200
            user = answer.json()["user"]
            assert (user["role"], Organisation.objects.get(pk=user["orgId"]).name) == (role, organisation)

    def test_has_a_superuser_for_the_admin_site(self, client):
        create_demo_data()
        assert client.login(username="admin@example.com", password="changeme")
        assert client.get("/admin/").status_code == 200

    def test_starts_with_an_indian_hotel_with_a_geofence(self):
        create_demo_data()
        hotel = Property.objects.earliest("pk")
        assert (hotel.country, hotel.currency, hotel.time_zone) == ("IN", "INR", "Asia/Kolkata")
        assert hotel.geofence_radius_m

    def test_is_valid(self):
        create_demo_data()
        for row in (*Property.objects.all(), *User.objects.all()):
            row.full_clean()

    def test_is_created_once(self):
        create_demo_data()
        before = list(User.objects.values_list()), list(Property.objects.values_list())
        with mock.patch("django.contrib.auth.base_user.make_password") as make_password:
            create_demo_data()
        assert not make_password.called
        assert (list(User.objects.values_list()), list(Property.objects.values_list())) == before

    def test_keeps_what_was_changed(self):
        create_demo_data()
        User.objects.filter(email="user@example.com").update(name="Changed")
        create_demo_data()
        assert User.objects.get(email="user@example.com").name == "Changed"

    def test_says_what_it_did(self):
        assert "user@example.com" in create_demo_data()


class TestProduction:
    def test_gets_no_demo_data(self, db):
        with pytest.raises(CommandError, match="DEBUG"):
            create_demo_data()
        assert not User.objects.exists()
