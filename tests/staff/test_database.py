"""What the database itself refuses, whatever the code above it forgets."""

from datetime import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from staff.models import ClockEvent, Shift

from .conftest import refusal


@pytest.fixture
def careless(monkeypatch):
    """Nobody looks for other shifts first."""
    monkeypatch.setattr(Shift, "refuse_second", lambda shift: None)


@pytest.fixture
def morning(work, staff, clock):
    shift = work(staff, "2026-03-10T02:00:00Z", "2026-03-10T04:00:00Z")
    clock.move_to("2026-03-10T12:00:00Z")
    return shift


class TestConstraint:
    @pytest.mark.usefixtures("careless")
    def test_allows_one_open_shift_a_person(self, check_in, staff):
        check_in(staff)
        assert refusal(check_in(staff)) == (409, "shift_already_open")

    @pytest.mark.servers
    @pytest.mark.usefixtures("careless")
    def test_allows_no_overlap(self, check_in, staff, morning):
        response = check_in(staff, deviceTime="2026-03-10T03:59:59Z")
        assert refusal(response) == (409, "shift_overlaps")
        assert response.json()["detail"] == "This person has another shift at that time."

    @pytest.mark.usefixtures("careless")
    def test_allows_shifts_on_end_and_of_others(self, check_in, staff, manager, morning):
        for person in (staff, manager):
            assert check_in(person, deviceTime="2026-03-10T04:00:00Z").status_code == 201

    @pytest.mark.servers
    def test_of_one_open_shift_is_looked_at_first(self, db):
        """Indexes are checked in the order in which they were created."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
                " WHERE indrelid = 'staff_shift'::regclass AND relname LIKE 'shift_%%'"
                " AND (indisunique OR indisexclusion) ORDER BY indexrelid",
                [],
            )
            names = [name for (name,) in cursor.fetchall()]
        assert names[:2] == ["shift_one_open_a_person", "shift_without_overlap"]

    @pytest.mark.servers
    def test_of_overlaps_is_known_to_forms_too(self, morning, staff, property_):
        shift = Shift(property=property_, staff=staff, organisation=staff.organisation, created_by=staff)
        shift.start(datetime.fromisoformat("2026-03-10T03:00:00Z"))
        with pytest.raises(ValidationError, match="another shift at that time"):
            shift.validate_constraints()

    @pytest.mark.embedded
    def test_of_overlaps_is_no_business_of_sqlite(self, morning, staff, property_):
        shift = Shift.objects.get()
        shift.validate_constraints()

    @pytest.mark.parametrize("ended_at", ["2026-03-10T02:00:00Z", "2026-03-10T01:00:00Z"])
    def test_allows_no_end_before_the_start(self, morning, ended_at):
        with pytest.raises(IntegrityError), transaction.atomic():
            Shift.objects.update(ended_at=datetime.fromisoformat(ended_at))


class TestClockEvent:
    @pytest.mark.parametrize(
        "fields",
        [
            {"latitude": 1},
            {"longitude": 1},
            {"accuracy": 1},
            {"latitude": 91, "longitude": 1},
            {"latitude": 1, "longitude": 181},
            {"reason": "Because"},
            {"kind": "correction"},
            {"kind": "correction", "reason": "Because"},
            {"kind": "nap"},
        ],
    )
    def test_holds_only_what_can_be(self, morning, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            ClockEvent.objects.update(**fields)

    def test_is_never_changed_or_deleted(self, morning):
        event = ClockEvent.objects.earliest("id")
        event.note = "Rewritten"
        with pytest.raises(TypeError, match="never changed"):
            event.save()
        with pytest.raises(TypeError, match="never deleted"):
            event.delete()
        assert ClockEvent.objects.get(pk=event.pk).note == ""

    def test_names_no_person(self, morning, staff):
        event = ClockEvent.objects.earliest("id")
        assert str(event) == f"Check-in of shift {morning['id']}"
        assert str(event.shift) == f"Shift {morning['id']}, 2026-03-10"
