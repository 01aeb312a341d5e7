import pytest
from django.urls import reverse

from tests.accounts.admin_site import client_of

LIST = "admin:staff_shift_changelist"


@pytest.fixture
def shift(check_in, staff):
    staff.name = "Asha Rao"
    staff.save()
    return check_in(staff, note="By the pool").json()


@pytest.fixture
def their_shift(check_in, other_manager, other_property):
    other_manager.name = "Bela Sen"
    other_manager.save()
    return check_in(other_manager, propertyId=other_property.pk).json()


def page(site, name, *args, **query):
    return site.get(reverse(name, args=args), query)


class TestAdmin:
    def test_lists_shifts_and_finds_them_by_person(self, manager, shift):
        site = client_of(manager)
        for query, count in (({"q": "asha"}, 1), ({"q": "staff-of"}, 1), ({"q": "nobody"}, 0), ({}, 1)):
            response = page(site, LIST, **query)
            assert response.status_code == 200
            assert len(response.context["cl"].result_list) == count

    def test_shows_a_shift_with_its_events(self, manager, shift):
        response = page(client_of(manager), "admin:staff_shift_change", shift["id"])
        assert response.status_code == 200
        assert "By the pool" in response.content.decode()

    def test_does_not_show_shifts_of_another_organisation(self, manager, shift, their_shift):
        site = client_of(manager)
        found = page(site, LIST).context["cl"].result_list
        assert [row.pk for row in found] == [shift["id"]]
        assert page(site, "admin:staff_shift_change", their_shift["id"]).status_code == 302
        assert not page(site, LIST, q="bela").context["cl"].result_list

    def test_shows_superusers_every_shift(self, admin_client, shift, their_shift):
        assert len(page(admin_client, LIST).context["cl"].result_list) == 2
        assert page(admin_client, "admin:staff_shift_change", their_shift["id"]).status_code == 200

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({"ended_at__isempty": "1"}, 1),
            ({"ended_at__isempty": "0"}, 0),
            ({"outside_geofence__exact": "1"}, 0),
            ({"outside_geofence__exact": "0"}, 1),
        ],
    )
    def test_filters(self, manager, shift, query, count):
        assert len(page(client_of(manager), LIST, **query).context["cl"].result_list) == count

    def test_filters_by_property(self, manager, shift, hotel_in):
        site, other = client_of(manager), hotel_in("UTC")
        for hotel, count in ((shift["propertyId"], 1), (other.pk, 0)):
            response = page(site, LIST, property__id__exact=hotel)
            assert len(response.context["cl"].result_list) == count

    def test_is_for_looking_only(self, admin_client, shift):
        assert page(admin_client, "admin:staff_shift_add").status_code == 403
        for name in ("change", "delete"):
            path = reverse(f"admin:staff_shift_{name}", args=[shift["id"]])
            assert admin_client.post(path, {"post": "yes"}).status_code == 403
