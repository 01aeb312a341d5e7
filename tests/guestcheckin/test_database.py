from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from guestcheckin.models import Document, Stay
from guestcheckin.models.documents import NO_FILE
from guestcheckin.sealing import DocumentNumber

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def row(property_, staff):
    """A sound stay, not stored yet."""
    return Stay(
        organisation=staff.organisation,
        created_by=staff,
        property=property_,
        room_number="101",
        guest_name="Asha Rao",
        phone="+919876543210",
        nationality="IN",
        check_in_at=NOON,
        expected_check_out_at=NOON + HOUR,
    )


def refused(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()
    return True


class TestStay:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"expected_check_out_at": NOON},
            {"checked_out_at": NOON - HOUR},
            {"adults": 0},
            {"adults": 101},
            {"children": 101},
            {"visa_number": DocumentNumber("VE1234567")},
            {"visa_expires_on": NOON.date()},
            {"form_submitted_at": NOON},
            {"form_reference": "FRRO"},
            {"form_due_at": NOON, "form_submitted_at": NOON},
            {"guest_name": ""},
            {"phone": ""},
            {"erased_at": NOON},
            {"erased_at": NOON, "guest_name": ""},
        ],
    )
    def test_that_cannot_be_is_refused(self, row, wrong):
        for name, value in wrong.items():
            setattr(row, name, value)
        assert refused(row)

    def test_that_can_be_is_stored(self, row):
        row.visa_number, row.visa_expires_on = DocumentNumber("VE1234567"), NOON.date()
        row.checked_out_at = NOON
        row.save()
        assert Stay.objects.get().visa_number == row.visa_number

    def test_has_the_room_alone(self, row):
        row.save()
        row.pk = None
        assert refused(row)

    def test_shares_the_room_with_one_that_is_over(self, row):
        row.save()
        row.pk, row.checked_out_at = None, NOON + HOUR
        row.save(force_insert=True)
        assert Stay.objects.count() == 2

    def test_erased_has_nothing_personal(self, row):
        row.save()
        row.erase(None)
        row.purpose_of_visit = "Wedding"
        assert refused(row)


class TestDocument:
    @pytest.fixture
    def document(self, row, staff):
        row.save()
        facts = {"organisation": staff.organisation, "created_by": staff, "stay": row}
        return Document(**facts, **NO_FILE, type="aadhaar", number=DocumentNumber("2346"))

    def test_of_an_aadhaar_needs_no_file(self, document):
        document.save()
        assert (document.has_file, document.number_hash) == (False, None)

    @pytest.mark.parametrize("wrong", [{"type": "passport"}, {"number": None}, {"type": "library_card"}])
    def test_that_cannot_be_is_refused(self, document, wrong):
        for name, value in wrong.items():
            setattr(document, name, value)
        assert refused(document)

    def test_of_an_aadhaar_never_leaves_a_hash(self, document):
        document.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.update(number_hash=b"h" * 32)
