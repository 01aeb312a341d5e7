from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from guestcheckin.models import Document, Stay
from guestcheckin.rotation import rotate

from .conftest import GUESTS
from .test_sealing import key

pytestmark = pytest.mark.django_db


def said():
    out, trouble = StringIO(), StringIO()
    call_command("rotate_document_keys", stdout=out, stderr=trouble)
    return out.getvalue().strip(), trouble.getvalue().strip()


def raw():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT passport_number, passport_hash, visa_number FROM guestcheckin_stay ORDER BY id"
        )
        stays = cursor.fetchall()
        cursor.execute("SELECT number, number_hash FROM guestcheckin_document ORDER BY id")
        return stays, cursor.fetchall()


@pytest.fixture
def keys(settings):
    settings.DOCUMENT_KEYS = [key("a")]

    def use(*letters):
        settings.DOCUMENT_KEYS = [key(letter) for letter in letters]

    return use


@pytest.fixture
def kept(keys, stay, foreign_guest, upload):
    """Three guests with a passport, one of them with a visa and documents, and one without any number."""
    stay(roomNumber="9")
    stays = [stay(sound=foreign_guest, roomNumber=room) for room in ("1", "2")]
    visa = {"visaNumber": "VE1234567", "visaExpiresOn": "2026-12-01"}
    stays.append(stay(sound=foreign_guest | visa, roomNumber="3"))
    upload(stays[2], number="X7654321")
    upload(stays[2], type="aadhaar", file=None, number="2346")
    upload(stays[2])
    return stays


class TestRotation:
    def test_seals_everything_with_the_first_key(self, kept, keys, client, organisation):
        keys("b", "a")
        assert said() == ("Sealed anew with the first key: 6 document numbers.", "")
        keys("b")
        shown = client.get(f"{GUESTS}/{kept[2]['id']}").json()
        assert (shown["passportNumber"], shown["visaNumber"]) == ("****4567", "****4567")
        assert [document["number"] for document in shown["documents"]] == ["****4321", "****2346", ""]
        found = Stay.objects.with_number("CB1234567", organisation_id=organisation.pk, kind="passport")
        assert len(found) == 3
        assert Document.objects.get(type="aadhaar").number_hash is None

    @pytest.mark.usefixtures("kept")
    def test_may_be_repeated(self, keys):
        keys("b", "a")
        said()
        before = raw()
        assert said() == ("Sealed anew with the first key: 0 document numbers.", "")
        assert raw() == before

    @pytest.mark.usefixtures("kept")
    def test_works_in_batches(self, keys):
        keys("b", "a")
        assert rotate(batch_size=1).resealed == 6
        assert rotate(batch_size=2).resealed == 0

    @pytest.mark.usefixtures("kept")
    def test_tells_and_keeps_what_no_key_opens(self, keys):
        before = raw()
        keys("b")
        resealed, trouble = said()
        assert resealed.endswith(" 0 document numbers.")
        assert "opens 6 document numbers" in trouble
        assert raw() == before

    def test_finds_numbers_under_old_keys_meanwhile(self, kept, keys, organisation):
        keys("b", "a")
        found = Stay.objects.with_number("CB1234567", organisation_id=organisation.pk, kind="passport")
        assert len(found) == 3

    def test_of_no_numbers_is_nothing(self, db):
        assert said() == ("Sealed anew with the first key: 0 document numbers.", "")
