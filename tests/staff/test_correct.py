import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from staff.models import ClockEvent, Shift
from tests.request_ids import said

from .conftest import SHIFTS, colleague_of, errors, fresh_key, refusal


@pytest.fixture
def forgotten(work, staff, clock):
    """A shift that began at nine in Goa on the 9th and was never ended; it is noon UTC of the 10th."""
    shift = work(staff, "2026-03-09T03:30:00Z")
    clock.move_to("2026-03-10T12:00:00Z")
    return shift


class TestCorrection:
    def test_ends_a_forgotten_shift(self, correct, manager, forgotten):
        response = correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z", reason="Forgot")
        assert response.status_code == 200
        shift = response.json()
        assert shift | {"events": forgotten["events"]} == forgotten | {
            "endedAt": "2026-03-09T11:30:00Z",
            "hoursWorked": 8,
            "minutesByDay": [{"date": "2026-03-09", "minutes": 480}],
        }
        event = shift["events"][1]
        assert (event["kind"], event["reason"], event["createdById"]) == ("correction", "Forgot", manager.pk)
        assert event["at"] == event["receivedAt"] == "2026-03-10T12:00:00Z"
        assert (event["previousStartedAt"], event["previousEndedAt"]) == (forgotten["startedAt"], None)

    def test_is_what_the_shift_shows(self, correct, login, manager, forgotten):
        corrected = correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z")
        assert login(manager).get(f"{SHIFTS}/{forgotten['id']}").json() == corrected.json()

    def test_lets_the_person_check_in_again(self, correct, check_in, manager, staff, forgotten):
        correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z")
        assert check_in(staff).status_code == 201

    def test_moves_the_work_date_with_the_start(self, correct, manager, forgotten):
        shift = correct(manager, forgotten["id"], startedAt="2026-03-08T18:29:00Z").json()
        assert (shift["workDate"], shift["startedAt"]) == ("2026-03-08", "2026-03-08T18:29:00Z")
        assert shift["endedAt"] is None

    def test_of_the_end_leaves_the_work_date(self, correct, manager, forgotten, property_):
        """Also when the property's time zone has been mended since."""
        property_.time_zone = "America/New_York"
        property_.save()
        shift = correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z").json()
        assert shift["workDate"] == forgotten["workDate"] == "2026-03-09"

    def test_may_be_corrected_and_keeps_every_time_before(self, correct, manager, forgotten):
        correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z")
        times = {"startedAt": "2026-03-09T04:00:00Z", "endedAt": "2026-03-09T12:00:00Z"}
        shift = correct(manager, forgotten["id"], **times).json()
        assert {name: shift[name] for name in times} == times
        last = shift["events"][-1]
        assert last["previousStartedAt"] == forgotten["startedAt"]
        assert last["previousEndedAt"] == "2026-03-09T11:30:00Z"

    def test_works_for_a_deactivated_person(self, correct, manager, staff, forgotten):
        staff.is_active = False
        staff.save()
        assert correct(manager, forgotten["id"], endedAt="2026-03-09T11:30:00Z").status_code == 200

    def test_with_the_same_key_is_replayed(self, login, manager, forgotten):
        body = {"reason": "Forgot", "endedAt": "2026-03-09T11:30:00Z"}
        client, key, path = login(manager), fresh_key(), f"{SHIFTS}/{forgotten['id']}/correct"
        first, second = (client.post(path, body, headers=key) for _ in range(2))
        assert (second.status_code, second.content) == (200, first.content)
        assert ClockEvent.objects.filter(kind="correction").count() == 1

    @pytest.mark.servers
    def test_and_check_out_lock_the_shift(self, correct, check_out, manager, staff, forgotten):
        with CaptureQueriesContext(connection) as queries:
            correct(manager, forgotten["id"], startedAt="2026-03-09T03:00:00Z")
            check_out(staff)
        locks = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
        assert [lock.partition(" FOR UPDATE ")[2] for lock in locks] == ['OF "staff_shift"'] * 2


class TestOverlap:
    @pytest.fixture
    def earlier(self, work, staff):
        return work(staff, "2026-03-08T03:30:00Z", "2026-03-08T11:30:00Z")

    @pytest.mark.parametrize(
        "start", ["2026-03-08T11:29:59Z", "2026-03-08T05:00:00Z", "2026-03-07T00:00:00Z"]
    )
    def test_is_a_conflict(self, correct, manager, earlier, forgotten, start):
        response = correct(manager, forgotten["id"], startedAt=start)
        assert refusal(response) == (409, "shift_overlaps")
        assert Shift.objects.get(pk=forgotten["id"]).started_at.isoformat() == "2026-03-09T03:30:00+00:00"
        assert not ClockEvent.objects.filter(kind="correction").exists()

    def test_is_none_where_one_ends_and_the_next_begins(self, correct, manager, earlier, forgotten):
        assert correct(manager, forgotten["id"], startedAt=earlier["endedAt"]).status_code == 200
        assert correct(manager, earlier["id"], endedAt="2026-03-08T11:30:01Z").status_code == 409

    def test_is_none_with_anothers_shift(self, correct, work, manager, staff, forgotten):
        work(colleague_of(staff), "2026-03-10T03:30:00Z", "2026-03-10T11:30:00Z")
        assert correct(manager, forgotten["id"], endedAt="2026-03-10T10:00:00Z").status_code == 200


class TestInput:
    @pytest.mark.parametrize(
        ("fields", "refused"),
        [
            ({}, {"endedAt": "required"}),
            ({"endedAt": None}, {"endedAt": "null"}),
            ({"endedAt": "2026-03-10T12:00:01Z"}, {"endedAt": "in_future"}),
            ({"startedAt": "2026-03-10T12:00:01Z"}, {"startedAt": "in_future"}),
            ({"endedAt": "2026-03-09T03:30:00Z"}, {"endedAt": "before_check_in"}),
            ({"endedAt": "2026-03-09T11:30:00"}, {"endedAt": "zone_missing"}),
            ({"startedAt": "2006-03-09T03:30:00Z"}, {"startedAt": "too_long"}),
            ({"endedAt": "2026-03-09T11:30:00Z", "reason": ""}, {"reason": "blank"}),
            ({"endedAt": "2026-03-09T11:30:00Z", "reason": "x" * 501}, {"reason": "max_length"}),
            (
                {"endedAt": "2026-03-09T11:30:00Z", "reason": "2341 2341 2346"},
                {"reason": "full_aadhaar_refused"},
            ),
            ({"endedAt": "2026-03-09T11:30:00Z", "colour": "red"}, {"colour": "unknown_field"}),
        ],
    )
    def test_that_is_wrong_is_refused_by_its_name(self, correct, manager, forgotten, fields, refused):
        assert errors(correct(manager, forgotten["id"], **fields)) == refused
        assert ClockEvent.objects.count() == 1

    def test_without_a_reason_is_refused(self, login, manager, forgotten):
        body = {"endedAt": "2026-03-09T11:30:00Z"}
        response = login(manager).post(f"{SHIFTS}/{forgotten['id']}/correct", body, headers=fresh_key())
        assert errors(response) == {"reason": "required"}

    def test_that_starts_a_shift_after_its_end_is_refused(self, correct, work, manager, staff):
        shift = work(staff, "2026-03-10T03:30:00Z", "2026-03-10T11:30:00Z")
        response = correct(manager, shift["id"], startedAt="2026-03-10T11:30:00Z")
        assert errors(response) == {"startedAt": "before_check_in"}


class TestRoles:
    def test_staff_correct_nothing(self, correct, staff, forgotten):
        response = correct(staff, forgotten["id"], endedAt="2026-03-09T11:30:00Z")
        assert refusal(response) == (403, "permission_denied")
        assert Shift.objects.get().ended_at is None

    def test_owners_correct(self, correct, owner, forgotten):
        assert correct(owner, forgotten["id"], endedAt="2026-03-09T11:30:00Z").status_code == 200

    def test_another_organisations_shift_is_answered_like_an_unknown_one(
        self, correct, other_manager, forgotten
    ):
        foreign, unknown = (
            correct(other_manager, pk, endedAt="2026-03-09T11:30:00Z") for pk in (forgotten["id"], 10**9)
        )
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))
