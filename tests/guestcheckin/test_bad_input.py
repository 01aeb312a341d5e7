import pytest
import time_machine

from tests.request_ids import said

from .conftest import AADHAAR, CREATE, NOW, errors, refusal

pytestmark = pytest.mark.django_db


class TestField:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("propertyId", "1", "incorrect_type"),
            ("propertyId", 999_999, "does_not_exist"),
            ("roomNumber", "", "blank"),
            ("roomNumber", "\u200b\u202e", "blank"),
            ("roomNumber", "x" * 21, "max_length"),
            ("roomNumber", "ß" * 20, "max_length"),
            pytest.param("roomNumber", "\u0301\u0316" * 500_000, "max_length", id="hours to normalise"),
            ("roomNumber", 101, "wrong_type"),
            ("roomNumber", "1\x00", "null_characters_not_allowed"),
            ("guestName", " ", "blank"),
            ("guestName", "x" * 201, "max_length"),
            ("guestName", None, "null"),
            ("phone", "", "blank"),
            ("phone", "12", "invalid_phone"),
            ("phone", "call me", "invalid_phone"),
            ("phone", "+999123456789", "invalid_phone"),
            ("phone", "+91 98765 43210 98765 43210", "invalid_phone"),
            ("phone", "1" * 41, "max_length"),
            ("phone", 9876543210, "wrong_type"),
            ("email", "asha", "invalid"),
            ("dateOfBirth", "1899-12-31", "out_of_range"),
            ("dateOfBirth", "2026-03-11", "out_of_range"),
            ("dateOfBirth", "1.1.1990", "invalid"),
            ("dateOfBirth", 1990, "wrong_type"),
            ("address", "x" * 501, "max_length"),
            ("nationality", "in", "unknown_country"),
            ("nationality", "XX", "unknown_country"),
            ("nationality", "IND", "max_length"),
            ("adults", 0, "min_value"),
            ("adults", 101, "max_value"),
            ("adults", "2", "wrong_type"),
            ("children", -1, "min_value"),
            ("checkInAt", "2026-03-10T12:05:01Z", "in_future"),
            ("checkInAt", "2026-03-10T12:00:00", "zone_missing"),
            ("expectedCheckOutAt", NOW, "before_check_in"),
            ("expectedCheckOutAt", "2026-03-09T12:00:00Z", "before_check_in"),
            ("purposeOfVisit", "x" * 201, "max_length"),
            ("passportNumber", "AB123", "invalid_document_number"),
            ("passportNumber", "ABCDEFG", "invalid_document_number"),
            ("passportNumber", "AB12345678", "invalid_document_number"),
            ("passportNumber", "AB12345\N{CYRILLIC CAPITAL LETTER A}", "invalid_document_number"),
            ("passportNumber", "1" * 41, "max_length"),
            ("passportNumber", 1234567, "wrong_type"),
            ("passportNumber", "A1234567\x00", "null_characters_not_allowed"),
            ("visaNumber", "A1", "invalid_document_number"),
            ("visaNumber", "A" * 10, "invalid_document_number"),
            ("visaExpiresOn", "1999-12-31", "out_of_range"),
            ("arrivedInCountryOn", "2026-03-11", "after_check_in"),
            ("documents", [], "unknown_field"),
            ("formDueAt", NOW, "unknown_field"),
            ("checkedOutAt", NOW, "unknown_field"),
            ("erasedAt", NOW, "unknown_field"),
            ("room_number", "1", "unknown_field"),
        ],
    )
    def test_that_is_wrong_is_named(self, client, post, guest, field, value, code):
        with time_machine.travel(NOW, tick=False):
            response = post(client, CREATE, guest | {field: value})
        assert (field, code) in errors(response)

    def test_that_is_missing_is_named(self, client, post, guest):
        assert errors(post(client, CREATE, {})) == {(field, "required") for field in guest}

    def test_of_another_organisation_looks_like_an_unknown_one(self, client, post, guest, other_property):
        foreign, unknown = (
            post(client, CREATE, guest | {"propertyId": property_id})
            for property_id in (other_property.pk, other_property.pk + 1000)
        )
        assert errors(foreign) == {("propertyId", "does_not_exist")}
        assert said(foreign) == said(unknown)

    def test_is_refused_together_with_others(self, client, post, foreign_guest):
        wrong = {"phone": "1", "passportNumber": "", "expectedCheckOutAt": "2001-01-01T00:00:00Z"}
        assert errors(post(client, CREATE, foreign_guest | wrong)) == {
            ("phone", "invalid_phone"),
            ("passportNumber", "required"),
            ("expectedCheckOutAt", "before_check_in"),
        }


class TestTime:
    def test_of_check_in_may_be_five_minutes_ahead(self, stay):
        with time_machine.travel(NOW, tick=False):
            assert stay(checkInAt="2026-03-10T12:05:00Z")["checkInAt"] == "2026-03-10T12:05:00Z"

    def test_of_birth_may_be_today_at_the_hotel(self, stay):
        with time_machine.travel("2026-03-10T20:00:00Z", tick=False):
            assert stay(dateOfBirth="2026-03-11")["dateOfBirth"] == "2026-03-11"


class TestPhone:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("98765 43210", "+919876543210"),
            ("098765-43210", "+919876543210"),
            ("+351 912 345 678", "+351912345678"),
            ("0044 20 7946 0958", "+442079460958"),
        ],
    )
    def test_is_read_as_people_of_the_hotels_country_write_it(self, stay, written, kept):
        assert stay(phone=written)["phone"] == kept

    def test_may_look_like_an_aadhaar_number(self, stay):
        assert stay(phone="+919876543216")["phone"] == "+919876543216"


class TestFullAadhaar:
    @pytest.mark.parametrize(
        "field", ["guestName", "address", "purposeOfVisit", "roomNumber", "passportNumber", "visaNumber"]
    )
    @pytest.mark.parametrize("written", [AADHAAR, "2341 2341 2346", "2341-2341-2346"])
    def test_in_a_guests_data_is_refused(self, client, post, guest, field, written):
        response = post(client, CREATE, guest | {field: written})
        assert refusal(response) == (400, "full_aadhaar_refused")
        assert errors(response) == {(field, "full_aadhaar_refused")}
        assert written.encode() not in response.content

    def test_spread_over_a_document_number_is_refused(self, client, post, guest):
        response = post(client, CREATE, guest | {"visaNumber": "2341     2341     2346"})
        assert errors(response) == {("visaNumber", "full_aadhaar_refused")}

    def test_in_an_email_address_is_none_of_our_business(self, stay):
        assert stay(email=f"{AADHAAR}@example.com")["email"] == f"{AADHAAR}@example.com"
