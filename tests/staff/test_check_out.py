import pytest

from staff.models import ClockEvent, Shift
from tests.request_ids import said

from .conftest import CHECK_OUT, errors, fresh_key, refusal

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def open_shift(check_in, staff, clock):
    """The staff member's shift, since an hour and a half."""
    shift = check_in(staff).json()
    clock.shift(5400)
    return shift


class TestCheckingOut:
    def test_answers_the_closed_shift(self, check_out, staff, open_shift):
        response = check_out(staff, note="All quiet")
        assert response.status_code == 201
        assert response["Location"] == f"/v1/staff/shifts/{open_shift['id']}"
        shift = response.json()
        assert [event["kind"] for event in shift["events"]] == ["check_in", "check_out"]
        assert (shift["events"][1]["at"], shift["events"][1]["note"]) == ("2026-03-10T13:30:00Z", "All quiet")
        assert shift | {"events": open_shift["events"]} == open_shift | {
            "endedAt": "2026-03-10T13:30:00Z",
            "hoursWorked": 1.5,
            "minutesByDay": [{"date": "2026-03-10", "minutes": 90}],
        }

    def test_can_be_read_at_its_location(self, check_out, login, staff, open_shift):
        response = check_out(staff)
        assert login(staff).get(response["Location"]).json() == response.json()

    def test_without_an_open_shift_is_a_conflict(self, check_out, staff, manager, open_shift):
        assert refusal(check_out(manager)) == (409, "no_open_shift")
        check_out(staff)
        assert refusal(check_out(staff)) == (409, "no_open_shift")
        assert ClockEvent.objects.count() == 2

    def test_at_the_shifts_property_ends_it(self, check_out, staff, open_shift):
        assert check_out(staff, propertyId=open_shift["propertyId"]).status_code == 201

    def test_at_another_property_is_a_conflict(self, check_out, staff, open_shift, hotel_in):
        response = check_out(staff, propertyId=hotel_in("Asia/Kolkata").pk)
        assert refusal(response) == (409, "shift_at_other_property")
        assert Shift.objects.get().ended_at is None

    def test_at_another_organisations_property_is_refused_like_an_unknown_one(
        self, check_out, staff, open_shift, other_property
    ):
        foreign, unknown = (check_out(staff, propertyId=pk) for pk in (other_property.pk, 10**9))
        assert errors(foreign) == {"propertyId": "does_not_exist"}
        assert said(foreign) == said(unknown)

    @pytest.mark.parametrize("time", ["2026-03-10T12:00:00Z", "2026-03-10T11:59:59Z"])
    def test_not_after_the_check_in_is_refused(self, check_out, staff, open_shift, time):
        assert errors(check_out(staff, deviceTime=time)) == {"deviceTime": "before_check_in"}
        assert Shift.objects.get().ended_at is None

    def test_needs_a_key(self, login, staff, open_shift):
        assert refusal(login(staff).post(CHECK_OUT, {})) == (400, "idempotency_key_missing")

    def test_with_the_same_key_is_replayed(self, login, staff, open_shift):
        client, key = login(staff), fresh_key()
        first, second = (client.post(CHECK_OUT, {}, headers=key) for _ in range(2))
        assert (second.status_code, second.content) == (201, first.content)
        assert second["Idempotent-Replayed"] == "true"

    def test_takes_no_unknown_field(self, check_out, staff, open_shift):
        assert errors(check_out(staff, colour="red")) == {"colour": "unknown_field"}

    def test_with_a_full_aadhaar_number_in_the_note_is_refused(self, check_out, staff, open_shift):
        assert refusal(check_out(staff, note="234123412346")) == (400, "full_aadhaar_refused")
