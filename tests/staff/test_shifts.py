import pytest

from tests.request_ids import said

from .conftest import SHIFTS, colleague_of, refusal


def results(client, query=""):
    response = client.get(f"{SHIFTS}?{query}")
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


class TestStaff:
    def test_see_their_own_shifts_only(self, check_in, login, staff, manager):
        own, other = (check_in(user).json()["id"] for user in (staff, manager))
        client = login(staff)
        assert results(client) == [own]
        assert results(client, f"staff={manager.pk}") == []
        assert client.get(f"{SHIFTS}/{own}").status_code == 200
        hidden, unknown = (client.get(f"{SHIFTS}/{pk}") for pk in (other, 10**9))
        assert (hidden.status_code, said(hidden)) == (404, said(unknown))

    def test_see_what_a_manager_checked_in_for_them(self, check_in, login, staff, manager):
        shift = check_in(manager, staffId=staff.pk).json()["id"]
        assert results(login(staff)) == [shift]


@pytest.mark.parametrize("role", ["manager", "owner"])
class TestManagersAndOwners:
    def test_see_all_shifts_newest_first(self, check_in, login, staff, role, request):
        ids = [check_in(user).json()["id"] for user in (staff, colleague_of(staff))]
        client = login(request.getfixturevalue(role))
        assert results(client) == ids[::-1]
        assert client.get(f"{SHIFTS}/{ids[0]}").json()["staffId"] == staff.pk

    def test_see_nothing_of_another_organisation(
        self, check_in, login, other_manager, other_property, role, request
    ):
        shift = check_in(other_manager, propertyId=other_property.pk).json()["id"]
        client = login(request.getfixturevalue(role))
        assert results(client) == results(client, f"staff={other_manager.pk}") == []
        foreign, unknown = (client.get(f"{SHIFTS}/{pk}") for pk in (shift, shift + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))


class TestList:
    def test_costs_three_queries(
        self, check_in, check_out, clock, login, manager, staff, hotel_in, django_assert_num_queries
    ):
        people = [staff, *(colleague_of(staff) for _ in range(3))]
        for number, person in enumerate(people):
            check_in(person, propertyId=hotel_in(f"Etc/GMT+{number}").pk)
        clock.shift(60)
        for person in people:
            check_out(person)
        client = login(manager)
        with django_assert_num_queries(3):  # who asks; the shifts; their events
            assert len(results(client)) == 4

    def test_goes_by_pages(self, check_in, login, manager, staff):
        ids = [check_in(user).json()["id"] for user in (staff, manager)]
        page = login(manager).get(f"{SHIFTS}?limit=1").json()
        assert [row["id"] for row in page["results"]] == ids[1:]
        assert results(login(manager), page["next"].partition("?")[2]) == ids[:1]


class TestFilters:
    @pytest.fixture
    def rows(self, work, property_, hotel_in, staff, manager):
        """A closed shift that began on the 9th, and an open one of the 10th that began outside the fence."""
        property_.latitude, property_.longitude, property_.geofence_radius_m = 15.5, 73.75, 200
        property_.save()
        closed = work(
            staff, "2026-03-09T04:00:00Z", "2026-03-09T12:00:00Z", propertyId=hotel_in("Asia/Kolkata").pk
        )
        return closed, work(manager, "2026-03-10T04:00:00Z", latitude=0, longitude=0)

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("state=closed", 0),
            ("state=open", 1),
            ("to=2026-03-09", 0),
            ("from=2026-03-10", 1),
            ("from=2026-03-09&to=2026-03-09", 0),
            ("outsideGeofence=false", 0),
            ("outsideGeofence=true", 1),
        ],
    )
    def test_find_what_they_say(self, login, manager, rows, query, found):
        assert results(login(manager), query) == [rows[found]["id"]]

    @pytest.mark.parametrize("found", [0, 1])
    def test_by_person_and_by_property_find_theirs(self, login, manager, rows, found):
        client = login(manager)
        assert results(client, f"staff={rows[found]['staffId']}") == [rows[found]["id"]]
        assert results(client, f"property={rows[found]['propertyId']}") == [rows[found]["id"]]

    @pytest.mark.parametrize(
        ("query", "refused"),
        [
            ("colour=red", ("colour", "unknown_parameter")),
            ("state=ended", ("state", "invalid_choice")),
            ("staff=x", ("staff", "invalid")),
            ("property=-1", ("property", "invalid")),
            ("from=2026-13-01", ("from", "invalid")),
            ("to=2026-03-10T00:00:00Z", ("to", "invalid")),
            ("from_=2026-03-10", ("from_", "unknown_parameter")),
            ("outsideGeofence=1", ("outsideGeofence", "invalid")),
            ("outside_geofence=true", ("outside_geofence", "unknown_parameter")),
            ("staff=", ("staff", "empty_parameter")),
            ("staff=1&staff=2", ("staff", "repeated_parameter")),
        ],
    )
    def test_that_are_not_understood_are_refused(self, login, manager, query, refused):
        response = login(manager).get(f"{SHIFTS}?{query}")
        assert refusal(response) == (400, "validation_error")
        assert {(error["field"], error["code"]) for error in response.json()["errors"]} == {refused}


class TestShift:
    @pytest.mark.parametrize("pk", ["abc", "1.5", "-1", "0", "9" * 30, "%00", "%D9%A1"])
    def test_with_an_odd_id_does_not_exist(self, login, manager, pk):
        assert refusal(login(manager).get(f"{SHIFTS}/{pk}")) == (404, "not_found")

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_is_never_changed_or_deleted(self, check_in, login, manager, method):
        path = f"{SHIFTS}/{check_in(manager).json()['id']}"
        assert refusal(getattr(login(manager), method)(path)) == (405, "method_not_allowed")
