import pytest
import time_machine

from guestcheckin.models import Stay
from guestcheckin.sealing import DocumentNumber

from .conftest import CREATE, GUESTS, NOW, errors, fresh_key, refusal

pytestmark = pytest.mark.django_db


class TestCheckIn:
    def test_answers_the_stay(self, client, staff, post, guest, property_):
        with time_machine.travel(NOW, tick=False):
            response = post(client, CREATE, guest)
        stay = Stay.objects.get()
        assert response.status_code == 201
        assert response["Location"] == f"{GUESTS}/{stay.pk}"
        assert response.json() == {
            "id": stay.pk,
            "propertyId": property_.pk,
            "roomNumber": "101",
            "guestName": "Asha Rao",
            "phone": "+919876543210",
            "email": "",
            "dateOfBirth": None,
            "address": "",
            "nationality": "IN",
            "adults": 1,
            "children": 0,
            "checkInAt": NOW,
            "expectedCheckOutAt": "2099-12-31T06:30:00Z",
            "checkedOutAt": None,
            "purposeOfVisit": "",
            "passportNumber": "",
            "visaNumber": "",
            "visaExpiresOn": None,
            "arrivedInCountryOn": None,
            "formDueAt": None,
            "formSubmittedAt": None,
            "formSubmittedById": None,
            "formReference": "",
            "erasedAt": None,
            "documents": [],
            "createdById": staff.pk,
            "createdAt": NOW,
        }

    def test_takes_the_optional_fields(self, stay):
        optional = {
            "email": "asha@example.com",
            "dateOfBirth": "1900-01-01",
            "address": "12 Sea Road, Goa",
            "adults": 2,
            "children": 3,
            "checkInAt": "2025-12-01T10:00:00Z",
            "purposeOfVisit": "Wedding",
            "visaExpiresOn": None,
            "arrivedInCountryOn": "2025-11-30",
        }
        body = stay(**optional)
        assert {name: body[name] for name in optional} == optional

    def test_can_be_read_at_its_location(self, client, post, guest):
        created = post(client, CREATE, guest)
        assert client.get(created["Location"]).json() == created.json()

    def test_happens_once(self, client, guest):
        key = fresh_key()
        first, second = (client.post(CREATE, guest, format="json", headers=key) for _ in range(2))
        assert (first.status_code, first.content) == (201, second.content)
        assert second["Idempotent-Replayed"] == "true"
        assert Stay.objects.count() == 1

    def test_is_not_what_a_post_to_the_list_does(self, client, post, guest):
        assert refusal(post(client, GUESTS, guest)) == (405, "method_not_allowed")

    def test_is_for_the_organisation_of_whoever_asks(self, stay, staff):
        stay()
        row = Stay.objects.get()
        assert (row.organisation, row.created_by) == (staff.organisation, staff)


class TestRoom:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("12a", "12A"),
            ("  12  a ", "12 A"),
            ("\N{FULLWIDTH DIGIT ONE}2A", "12A"),
            ("Suite\t1", "SUITE 1"),
            ("12\u200b", "12"),
        ],
    )
    def test_is_written_in_one_way(self, stay, written, kept):
        assert stay(roomNumber=written)["roomNumber"] == kept

    def test_that_is_taken_is_a_409(self, client, post, stay, guest):
        stay(roomNumber="12A")
        response = post(client, CREATE, guest | {"roomNumber": " 12a"})
        assert refusal(response) == (409, "room_occupied")
        assert Stay.objects.count() == 1

    def test_of_another_property_is_free(self, stay, hotel_in):
        stay()
        assert stay(propertyId=hotel_in("Asia/Kolkata").pk)["roomNumber"] == "101"

    def test_is_free_after_the_check_out(self, client, post, stay):
        post(client, f"{GUESTS}/{stay()['id']}/check-out")
        assert stay()["checkedOutAt"] is None

    def test_that_was_taken_may_be_asked_for_again_with_the_same_key(self, client, post, stay, guest):
        first, key = stay(), fresh_key()
        assert client.post(CREATE, guest, format="json", headers=key).status_code == 409
        post(client, f"{GUESTS}/{first['id']}/check-out")
        assert client.post(CREATE, guest, format="json", headers=key).status_code == 201


class TestGuestFromAbroad:
    def test_has_a_passport_and_a_form_that_is_due_after_24_hours(self, stay, foreign_guest):
        body = stay(sound=foreign_guest, checkInAt="2025-12-02T10:00:00Z")
        assert body["passportNumber"] == "****4567"
        assert (body["formDueAt"], body["formSubmittedAt"]) == ("2025-12-03T10:00:00Z", None)

    def test_needs_passport_and_day_of_arrival(self, client, post, foreign_guest):
        del foreign_guest["passportNumber"], foreign_guest["arrivedInCountryOn"]
        response = post(client, CREATE, foreign_guest)
        assert errors(response) == {("passportNumber", "required"), ("arrivedInCountryOn", "required")}

    def test_may_show_no_empty_passport_number(self, client, post, foreign_guest):
        response = post(client, CREATE, foreign_guest | {"passportNumber": ""})
        assert errors(response) == {("passportNumber", "required")}

    def test_may_have_a_visa(self, stay, foreign_guest):
        body = stay(sound=foreign_guest, visaNumber="ve 123-4567", visaExpiresOn="2026-05-01")
        assert (body["visaNumber"], body["visaExpiresOn"]) == ("****4567", "2026-05-01")
        assert Stay.objects.get().visa_number == DocumentNumber("VE1234567")

    @pytest.mark.parametrize(
        ("given", "missing"),
        [
            ({"visaNumber": "VE1234567"}, "visaExpiresOn"),
            ({"visaExpiresOn": "2026-05-01"}, "visaNumber"),
            ({"visaExpiresOn": "2026-05-01", "visaNumber": ""}, "visaNumber"),
        ],
    )
    def test_shows_a_whole_visa_or_none(self, client, post, foreign_guest, given, missing):
        assert errors(post(client, CREATE, foreign_guest | given)) == {(missing, "required")}

    def test_is_one_whose_country_is_not_the_hotels(self, stay, guest, hotel_in):
        lisbon = hotel_in("Europe/Lisbon", country="PT")
        assert stay(sound=guest, propertyId=lisbon.pk, nationality="PT")["formDueAt"] is None
