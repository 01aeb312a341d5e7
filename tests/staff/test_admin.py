import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from staff.models import ClockEvent, Shift
from tests.accounts.admin_site import client_of

LIST = "admin:staff_shift_changelist"
EVENTS = "admin:staff_clockevent_changelist"


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

    @pytest.mark.parametrize(
        ("reported", "shown"),
        [
            ({"latitude": 12.975312, "longitude": 77.606645, "accuracy": 10}, "12.975312, 77.606645 ± 10 m"),
            ({"latitude": -12.5, "longitude": 0}, "-12.5, 0.0"),
            ({}, "–"),
        ],
    )
    def test_shows_where_the_phone_was(self, manager, check_in, staff, reported, shown):
        shift = check_in(staff, **reported).json()
        response = page(client_of(manager), "admin:staff_shift_change", shift["id"])
        assert f"<p>{shown}</p>" in response.content.decode()

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
            ({"ended": "no"}, 1),
            ({"ended": "yes"}, 0),
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


class TestEvents:
    @pytest.fixture
    def trail(self, work, correct, manager, staff):
        """The ids of a check-in, a check-out and a correction of one shift."""
        staff.name = "Asha Rao"
        staff.save()
        shift = work(staff, "2026-03-10T02:00:00Z", "2026-03-10T04:00:00Z", note="By the pool")
        response = correct(manager, shift["id"], startedAt="2026-03-10T01:00:00Z", reason="Forgot to tap")
        return [event["id"] for event in response.json()["events"]]

    @pytest.fixture
    def found(self, manager):
        """What a manager finds."""
        site = client_of(manager)
        return lambda **query: [event.pk for event in page(site, EVENTS, **query).context["cl"].result_list]

    def test_are_found_by_person_note_reason_and_shift(self, found, trail):
        check_in, _, correction = trail
        shift = Shift.objects.get()
        assert found() == found(q="asha") == found(q="staff-of") == found(q=str(shift.pk)) == trail[::-1]
        assert found(q="pool") == [check_in]
        assert found(q="forgot") == [correction]
        assert found(q="nobody") == found(q=str(shift.pk + 1000)) == []

    def test_are_filtered(self, found, trail):
        assert found(kind__exact="check_out") == [trail[1]]
        assert found(outside_geofence__isnull="True") == trail[::-1]
        assert found(outside_geofence__exact="1") == []
        assert found(at__year="2026", at__month="3") == trail[::-1]
        assert found(at__year="2025") == []

    def test_of_another_organisation_are_not_shown(self, found, manager, admin_client, trail, their_shift):
        theirs = their_shift["events"][0]["id"]
        assert found() == trail[::-1]
        assert page(client_of(manager), "admin:staff_clockevent_change", theirs).status_code == 302
        assert page(admin_client, "admin:staff_clockevent_change", theirs).status_code == 200

    def test_are_listed_in_a_constant_number_of_queries(self, found, check_in, manager, trail):
        counts = []
        for new in (True, False):
            with CaptureQueriesContext(connection) as queries:
                found()
            counts.append(len(queries))
            if new:
                check_in(manager)
        assert counts[0] == counts[1]

    def test_are_for_looking_only(self, admin_client, trail):
        assert page(admin_client, "admin:staff_clockevent_add").status_code == 403
        for name in ("change", "delete"):
            path = reverse(f"admin:staff_clockevent_{name}", args=[trail[0]])
            assert admin_client.post(path, {"post": "yes"}).status_code == 403
        delete = {"action": "delete_selected", "_selected_action": trail, "post": "yes"}
        admin_client.post(reverse(EVENTS), delete)
        assert ClockEvent.objects.count() == len(trail)
