import io

import pytest

from staff.models import ClockEvent, Shift
from tests.request_ids import said

from .conftest import CHECK_IN, errors, fresh_key, refusal

AADHAAR = "2341 2341 2346"


@pytest.mark.usefixtures("clock")
class TestCheckingIn:
    def test_answers_the_open_shift(self, check_in, staff, property_):
        response = check_in(staff, note="Front desk")
        shift, event = Shift.objects.get(), ClockEvent.objects.get()
        assert response.status_code == 201
        assert response["Location"] == f"/v1/staff/shifts/{shift.pk}"
        assert response.json() == {
            "id": shift.pk,
            "propertyId": property_.pk,
            "staffId": staff.pk,
            "staffName": staff.name,
            "workDate": "2026-03-10",
            "startedAt": "2026-03-10T12:00:00Z",
            "endedAt": None,
            "hoursWorked": None,
            "minutesByDay": [],
            "outsideGeofence": False,
            "events": [
                {
                    "id": event.pk,
                    "kind": "check_in",
                    "at": "2026-03-10T12:00:00Z",
                    "deviceTime": None,
                    "receivedAt": "2026-03-10T12:00:00Z",
                    "latitude": None,
                    "longitude": None,
                    "accuracy": None,
                    "outsideGeofence": None,
                    "note": "Front desk",
                    "reason": "",
                    "previousStartedAt": None,
                    "previousEndedAt": None,
                    "createdById": staff.pk,
                }
            ],
            "createdById": staff.pk,
            "createdAt": "2026-03-10T12:00:00Z",
        }

    def test_stores_rows_of_the_own_organisation(self, check_in, staff):
        check_in(staff)
        assert Shift.objects.get().organisation == staff.organisation
        assert ClockEvent.objects.get().organisation == staff.organisation

    def test_can_be_read_at_its_location(self, check_in, login, staff):
        response = check_in(staff)
        assert login(staff).get(response["Location"]).json() == response.json()

    def test_again_is_a_conflict(self, check_in, staff):
        check_in(staff)
        assert refusal(check_in(staff)) == (409, "shift_already_open")
        assert Shift.objects.count() == ClockEvent.objects.count() == 1

    def test_again_after_the_check_out_starts_another_shift(self, clock, check_in, check_out, staff):
        check_in(staff)
        clock.shift(60)
        check_out(staff)
        assert check_in(staff).status_code == 201
        assert Shift.objects.count() == 2

    def test_of_two_people_is_no_conflict(self, check_in, staff, manager):
        assert [check_in(person).status_code for person in (staff, manager)] == [201, 201]

    def test_needs_a_key(self, login, staff, property_):
        response = login(staff).post(CHECK_IN, {"propertyId": property_.pk})
        assert refusal(response) == (400, "idempotency_key_missing")

    def test_with_the_same_key_is_replayed(self, login, staff, property_):
        client, key = login(staff), fresh_key()
        first, second = (client.post(CHECK_IN, {"propertyId": property_.pk}, headers=key) for _ in range(2))
        assert (second.status_code, second.content) == (201, first.content)
        assert second["Idempotent-Replayed"] == "true"
        assert Shift.objects.count() == 1


class TestInput:
    @pytest.mark.parametrize(
        ("fields", "refused"),
        [
            ({"propertyId": "1"}, {"propertyId": "incorrect_type"}),
            ({"propertyId": None}, {"propertyId": "null"}),
            ({"propertyId": 2**63}, {"propertyId": "does_not_exist"}),
            ({"colour": "red"}, {"colour": "unknown_field"}),
            ({"note": 5}, {"note": "wrong_type"}),
            ({"note": "x" * 501}, {"note": "max_length"}),
            ({"deviceTime": "2026-03-10T12:00:00"}, {"deviceTime": "zone_missing"}),
            ({"deviceTime": "noon"}, {"deviceTime": "invalid"}),
        ],
    )
    def test_that_is_wrong_is_refused_by_its_name(self, check_in, staff, fields, refused):
        assert errors(check_in(staff, **fields)) == refused

    def test_without_a_property_is_refused(self, login, staff):
        assert errors(login(staff).post(CHECK_IN, {}, headers=fresh_key())) == {"propertyId": "required"}

    def test_of_another_organisations_property_is_refused_like_an_unknown_one(
        self, check_in, staff, other_property
    ):
        foreign, unknown = (check_in(staff, propertyId=pk) for pk in (other_property.pk, 10**9))
        assert errors(foreign) == {"propertyId": "does_not_exist"}
        assert said(foreign) == said(unknown)

    @pytest.mark.parametrize("body", [[], [{"staffId": 1}], "text", 5, None])
    @pytest.mark.parametrize("role", ["staff", "manager"])
    def test_that_is_no_object_is_refused(self, login, request, role, body):
        client = login(request.getfixturevalue(role))
        response = client.post(CHECK_IN, body, format="json", headers=fresh_key())
        assert response.status_code == 400

    def test_that_is_no_json_is_refused(self, login, staff):
        response = login(staff).post(CHECK_IN, "{", content_type="application/json", headers=fresh_key())
        assert refusal(response) == (400, "parse_error")

    @pytest.mark.parametrize("role", ["staff", "manager"])
    def test_that_is_cut_off_is_refused(self, login, request, property_, role):
        """Its first part is a sound request; who it is for may be what is missing."""
        client, arrived = login(request.getfixturevalue(role)), b'{"propertyId": %d}' % property_.pk
        cut = {"content_type": "application/json", "wsgi.input": io.BytesIO(arrived)}
        response = client.post(CHECK_IN, arrived + b" ", headers=fresh_key(), **cut)
        assert refusal(response) == (400, "body_incomplete")
        assert not Shift.objects.exists()

    def test_with_a_full_aadhaar_number_in_the_note_is_refused(self, check_in, staff):
        response = check_in(staff, note=f"Guest {AADHAAR} asks for a towel")
        assert refusal(response) == (400, "full_aadhaar_refused")
        assert errors(response) == {"note": "full_aadhaar_refused"}
        assert AADHAAR not in response.content.decode()
