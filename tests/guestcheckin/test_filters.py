import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.request_ids import said

from .conftest import GUESTS, picture

pytestmark = pytest.mark.django_db


def found(client, query=""):
    response = client.get(f"{GUESTS}?{query}")
    assert response.status_code == 200, response.content
    return [row["id"] for row in response.json()["results"]]


def refusals(client, query):
    response = client.get(f"{GUESTS}?{query}")
    assert response.status_code == 400, response.content
    return {(error["field"], error["code"]) for error in response.json()["errors"]}


class TestState:
    @pytest.fixture
    def leave(self, client, post):
        return lambda pk: post(client, f"{GUESTS}/{pk}/check-out").status_code == 200

    def test_tells_who_is_in_house_and_who_has_departed(self, client, stay, leave):
        here, gone = (stay(roomNumber=room)["id"] for room in ("1", "2"))
        assert leave(gone)
        assert found(client, "state=in-house") == [here]
        assert found(client, "state=departed") == [gone]
        assert found(client) == [gone, here]

    def test_tells_who_arrived_on_this_day_of_each_property(self, client, stay, hotel_in):
        kolkata, new_york = hotel_in("Asia/Kolkata").pk, hotel_in("America/New_York").pk
        with time_machine.travel("2026-03-10T20:00:00Z", tick=False):  # the 11th in Kolkata
            arrivals = {
                (hotel, instant): stay(propertyId=hotel, roomNumber=instant[8:16], checkInAt=instant)["id"]
                for hotel in (kolkata, new_york)
                for instant in (
                    "2026-03-10T03:59:59Z",
                    "2026-03-10T04:00:00Z",
                    "2026-03-10T18:29:59Z",
                    "2026-03-10T18:30:00Z",
                )
            }
            today = set(found(client, "state=arrived-today"))
        assert today == {
            arrivals[kolkata, "2026-03-10T18:30:00Z"],
            arrivals[new_york, "2026-03-10T04:00:00Z"],
            arrivals[new_york, "2026-03-10T18:29:59Z"],
            arrivals[new_york, "2026-03-10T18:30:00Z"],
        }

    def test_tells_who_is_due_out_by_the_end_of_the_day_and_who_is_overdue(self, client, stay, leave):
        ends = ("2026-03-08T06:00:00Z", "2026-03-10T18:29:59Z", "2026-03-10T18:30:00Z")
        with time_machine.travel("2026-03-01T06:00:00Z", tick=False):
            overdue, due, later = (stay(roomNumber=end[8:16], expectedCheckOutAt=end)["id"] for end in ends)
            gone = stay(roomNumber="4", expectedCheckOutAt=ends[0])["id"]
        with time_machine.travel("2026-03-10T06:00:00Z", tick=False):
            assert leave(gone)
            assert found(client, "state=due-out") == [due, overdue]
            assert later in found(client, "state=in-house")

    def test_is_one_of_a_list(self, client):
        assert refusals(client, "state=here") == {("state", "invalid_choice")}

    def test_is_nobodys_without_properties(self, login, other_manager, stay):
        stay()
        assert found(login(other_manager), "state=arrived-today") == []


class TestForm:
    def test_is_due_until_it_is_submitted(self, client, post, stay, foreign_guest):
        native = stay()["id"]
        due, submitted = (stay(sound=foreign_guest, roomNumber=room)["id"] for room in ("2", "3"))
        post(client, f"{GUESTS}/{submitted}/form-submitted")
        assert found(client, "formDue=true") == [due]
        assert found(client, "formDue=false") == [submitted, native]


class TestOtherFilters:
    @pytest.fixture
    def stays(self, stay):
        """One that each filter finds, and one that it does not."""
        wanted = {"guestName": "Asha Rao", "roomNumber": "12A", "checkInAt": "2024-01-02T00:00:00Z"}
        other = {"guestName": "Ravi Iyer", "roomNumber": "12B", "checkInAt": "2024-01-01T23:59:59Z"}
        return stay(**wanted)["id"], stay(**other)["id"]

    @pytest.mark.parametrize(
        "query", ["room=12a", "room=%2012A", "name=asha", "name=A%20R", "from=2024-01-02T00:00:00Z"]
    )
    def test_find_what_they_say(self, client, stays, query):
        assert found(client, query) == [stays[0]]

    def test_leave_out_the_rest(self, client, stays):
        assert found(client, "to=2024-01-02T00:00:00Z") == [stays[1]]
        assert found(client, "room=12") == []
        assert found(client, "name=%25") == []

    def test_by_property(self, client, stays, property_, other_property):
        assert found(client, f"property={property_.pk}") == [stays[1], stays[0]]
        assert found(client, f"property={other_property.pk}") == []

    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            ("colour=red", ("colour", "unknown_parameter")),
            ("form_due=true", ("form_due", "unknown_parameter")),
            ("formDue=yes", ("formDue", "invalid")),
            ("room=", ("room", "empty_parameter")),
            ("room=%00", ("room", "null_characters_not_allowed")),
            ("room=" + "1" * 21, ("room", "max_length")),
            ("name=a%00", ("name", "null_characters_not_allowed")),
            ("name=a&name=b", ("name", "repeated_parameter")),
            ("from=2024-01-01", ("from", "zone_missing")),
        ],
    )
    def test_that_are_not_understood_are_refused(self, client, query, refusal):
        assert refusals(client, query) == {refusal}


class TestList:
    def test_holds_documents_in_a_constant_number_of_queries(self, client, stay, upload):
        counts = []
        for room in ("1", "2", "3"):
            added = stay(roomNumber=room)
            upload(added, file=picture("front.png"))
            upload(added, file=picture("back.png"))
            with CaptureQueriesContext(
                connection,
            ) as queries:
                rows = client.get(GUESTS).json()["results"]
            assert [document["fileName"] for document in rows[0]["documents"]] == ["front.png", "back.png"]
            counts.append(len(queries))
        assert len(set(counts)) == 1

    def test_shows_nothing_of_another_organisation(self, login, other_manager, stay):
        pk, stranger = stay()["id"], login(other_manager)
        assert found(stranger) == []
        foreign, unknown = (stranger.get(f"{GUESTS}/{i}") for i in (pk, pk + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))
