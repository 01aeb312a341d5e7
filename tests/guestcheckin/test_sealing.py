import base64
import json

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from guestcheckin.checks import check_document_keys
from guestcheckin.keys import document_keys
from guestcheckin.models import Stay
from guestcheckin.sealing import CannotReveal, DocumentNumber, hashes

from .conftest import CREATE, GUESTS

NUMBER = "CB1234567"


def key(letter):
    return base64.urlsafe_b64encode(letter.encode() * 32).decode()


def raw(column):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM guestcheckin_stay")
        return bytes(cursor.fetchone()[0])


class TestDocumentNumber:
    @pytest.mark.parametrize("shown", [str, repr, "{}".format, "%s".__mod__, lambda number: f"{[number]}"])
    def test_shows_its_last_four_characters(self, shown):
        assert shown(DocumentNumber(NUMBER)).strip("[]") == "****4567"

    def test_reveals_itself_when_asked_to(self):
        assert DocumentNumber(NUMBER).reveal() == NUMBER

    def test_opens_only_where_it_was_sealed_for(self):
        sealed = DocumentNumber(NUMBER).sealed_for(b"here")
        assert DocumentNumber.opened(sealed, b"here").reveal() == NUMBER
        assert not DocumentNumber.opened(sealed, b"there").is_open

    def test_is_sealed_differently_each_time(self):
        assert DocumentNumber(NUMBER).sealed_for(b"") != DocumentNumber(NUMBER).sealed_for(b"")

    @pytest.mark.parametrize("foreign", [b"", b"\x01", b"garbage" * 10])
    def test_that_is_damaged_is_masked_as_a_whole(self, foreign):
        number = DocumentNumber.opened(foreign, b"")
        assert (str(number), number.is_open) == ("****", False)
        with pytest.raises(CannotReveal):
            number.reveal()

    def test_is_the_same_as_an_equal_one(self):
        assert DocumentNumber(NUMBER) == DocumentNumber(NUMBER) != DocumentNumber("X1234567")
        assert len({DocumentNumber(NUMBER), DocumentNumber(NUMBER)}) == 1
        assert DocumentNumber(NUMBER) != NUMBER


class TestKey:
    def test_is_not_used_itself(self, settings):
        settings.DOCUMENT_KEYS = [key("a"), key("b")]
        parts = [part for k in document_keys() for part in (k.id, k.lookup)]
        assert len(set(parts)) == 4
        assert b"aaaa" not in b"".join(parts)
        assert "a" * 8 not in repr(document_keys())

    @pytest.mark.parametrize("keys", [[], ["short"], [""], ["ü"], [key("a"), "x" * 44]])
    def test_that_is_unusable_is_told_at_the_start(self, settings, keys):
        settings.DOCUMENT_KEYS = keys
        assert [error.id for error in check_document_keys()] == ["guestcheckin.E001"]

    def test_that_is_good_is_no_error(self, settings):
        settings.DOCUMENT_KEYS = [key("a"), f" {key('b')} "]
        assert check_document_keys() == []

    def test_finds_a_number_of_one_kind_in_one_organisation(self, settings):
        settings.DOCUMENT_KEYS = [key("a"), key("b")]
        places = [(1, "passport"), (2, "passport"), (1, "visa")]
        found = [hashes(NUMBER, organisation_id=number, kind=kind) for number, kind in places]
        assert len({value for values in found for value in values}) == 6


@pytest.mark.django_db
class TestColumn:
    @pytest.fixture
    def kept(self, stay, foreign_guest):
        return stay(sound=foreign_guest)

    def test_does_not_hold_the_number(self, kept):
        sealed = raw("passport_number")
        assert NUMBER.encode() not in sealed
        assert b"4567" not in sealed
        assert len(sealed) == 1 + 4 + 12 + len(NUMBER) + 16
        assert NUMBER.encode() not in raw("passport_hash")

    def test_is_read_as_a_number(self, kept):
        assert Stay.objects.get().passport_number == DocumentNumber(NUMBER)

    def test_of_a_retired_key_is_masked(self, kept, client, settings):
        settings.DOCUMENT_KEYS = [key("n")]
        response = client.get(f"{GUESTS}/{kept['id']}")
        assert response.json() == kept | {"passportNumber": "****"}

    def test_of_a_retired_key_survives_a_save(self, kept, settings):
        sealed, hashed, keys = raw("passport_number"), raw("passport_hash"), settings.DOCUMENT_KEYS
        settings.DOCUMENT_KEYS = [key("n")]
        Stay.objects.get().save()
        assert (raw("passport_number"), raw("passport_hash")) == (sealed, hashed)
        settings.DOCUMENT_KEYS = keys
        assert Stay.objects.get().passport_number == DocumentNumber(NUMBER)

    def test_cannot_be_compared(self, kept):
        with pytest.raises(FieldError):
            Stay.objects.filter(passport_number=DocumentNumber(NUMBER)).exists()

    def test_is_dumped_sealed(self, kept):
        dumped = serializers.serialize("json", Stay.objects.all())
        assert NUMBER not in dumped
        assert json.loads(dumped)[0]["fields"]["visa_number"] is None
        (loaded,) = serializers.deserialize("json", dumped)
        assert vars(loaded.object)["passport_number"] == DocumentNumber(NUMBER)

    def test_is_found_by_the_number(self, kept, organisation, other_organisation, upload, stay):
        sought = {"organisation_id": organisation.pk, "kind": "passport"}
        with_document = stay(roomNumber="2")
        upload(with_document, number=NUMBER)
        assert set(Stay.objects.with_number(NUMBER, **sought).values_list("pk", flat=True)) == {
            kept["id"],
            with_document["id"],
        }
        assert not Stay.objects.with_number(NUMBER, **sought | {"kind": "visa"})
        assert not Stay.objects.with_number(NUMBER, **sought | {"organisation_id": other_organisation.pk})
        assert not Stay.objects.with_number("X1234567", **sought)


@pytest.mark.django_db
def test_a_number_is_told_masked_by_the_answer(client, post, foreign_guest):
    response = post(client, CREATE, foreign_guest)
    assert NUMBER.encode() not in response.content
