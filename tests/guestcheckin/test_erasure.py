from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection, transaction
from django.utils import timezone

from guestcheckin.models import Document, Stay
from hotelops.files.intake import cleaned, keep
from hotelops.files.store import blob_path, storage
from idempotency.models import LedgerEntry
from tests.idempotency.troubles import TROUBLES

from .conftest import CREATE, GUESTS, UPLOAD, WITH_DOCUMENTS, blobs, erase, fresh_key, picture, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

PERSON = {
    "email": "maria@example.com",
    "dateOfBirth": "1990-05-17",
    "address": "Rua Augusta 1",
    "purposeOfVisit": "Honeymoon",
    "visaNumber": "VE1234567",
    "visaExpiresOn": "2026-12-01",
}


@pytest.fixture
def maria(client, foreign_guest):
    """The request that checked her in, with its key."""
    return {"path": CREATE, "data": foreign_guest | PERSON, "headers": fresh_key(), "format": "json"}


@pytest.fixture
def checked_in(client, maria):
    response = client.post(**maria)
    assert response.status_code == 201, response.content
    return response.json()


class TestErasedGuest:
    def test_is_gone_and_the_figures_of_the_stay_remain(self, client, post, checked_in, upload):
        path = f"{GUESTS}/{checked_in['id']}"
        post(client, f"{path}/form-submitted", {"reference": "FRRO-77"})
        upload(checked_in)
        before = client.get(path).json()
        erase(checked_in["id"])
        after = client.get(path).json()
        gone: dict[str, Any] = {
            **dict.fromkeys(("guestName", "phone", "email", "address", "purposeOfVisit"), ""),
            **dict.fromkeys(("passportNumber", "visaNumber", "formReference"), ""),
            **dict.fromkeys(("dateOfBirth", "visaExpiresOn", "arrivedInCountryOn")),
            "documents": [],
        }
        assert after["erasedAt"] is not None
        assert after == before | gone | {"erasedAt": after["erasedAt"]}

    def test_cannot_be_found_by_a_number(self, checked_in, upload, organisation):
        upload(checked_in, number="X7654321")
        erase(checked_in["id"])
        for number in ("CB1234567", "X7654321"):
            found = Stay.objects.with_number(number, organisation_id=organisation.pk, kind="passport")
            assert not found

    def test_leaves_no_file_that_nobody_else_has(self, checked_in, stay, upload, uploads_root):
        other = stay(roomNumber="2")
        shared = upload(other, file=picture("same.png", "red"))["sha256"]
        upload(checked_in, file=picture("same.png", "red"))
        upload(checked_in, file=picture("own.png", "blue"))
        assert len(blobs(uploads_root)) == 2
        erase(checked_in["id"])
        assert blobs(uploads_root) == [shared]
        assert Document.objects.count() == 1

    def test_leaves_a_file_that_another_request_has_just_stored(self, checked_in, upload, organisation):
        """A young blob without a row is that of a request before its COMMIT."""
        card = picture()
        document = upload(checked_in, file=card)
        Document.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        card.seek(0)
        other = keep(cleaned(card, "file"), organisation.pk)
        said = erase(checked_in["id"])
        assert "Files that another request may be using: 1; `manage.py sweep_uploads` decides" in said
        assert other.sha256 == document["sha256"]
        assert storage().exists(blob_path(organisation.pk, other.sha256))

    def test_measures_a_file_by_its_latest_document(self, checked_in, upload, uploads_root):
        for age in (timedelta(days=1), timedelta()):
            document = upload(checked_in, file=picture("same.png", "red"))
            Document.objects.filter(pk=document["id"]).update(created_at=timezone.now() - age)
        assert "another request" not in erase(checked_in["id"])
        assert blobs(uploads_root) == []

    def test_who_is_in_house_stays_checked_in(self, client, post, checked_in):
        erase(checked_in["id"])
        response = post(client, f"{GUESTS}/{checked_in['id']}/check-out")
        assert response.status_code == 200
        assert response.json()["checkedOutAt"] is not None

    def test_gets_no_more_documents(self, client, send, checked_in):
        erase(checked_in["id"])
        body = {"checkInId": checked_in["id"], "type": "oci", "file": picture()}
        assert refusal(send(client, UPLOAD, body)) == (409, "guest_erased")
        assert Document.objects.count() == 0

    def test_has_no_form_that_is_due(self, client, post, checked_in):
        erase(checked_in["id"])
        response = post(client, f"{GUESTS}/{checked_in['id']}/form-submitted", {"reference": "FRRO"})
        assert refusal(response) == (409, "guest_erased")
        assert client.get(f"{GUESTS}?formDue=true").json()["results"] == []
        assert len(client.get(f"{GUESTS}?formDue=false").json()["results"]) == 1

    def test_may_be_erased_again(self, checked_in):
        erase(checked_in["id"])
        before = Stay.objects.values().get()
        assert "had been erased before" in erase(checked_in["id"])
        assert Stay.objects.values().get() == before


class TestReplay:
    @pytest.mark.parametrize("redis_forgot", [False, True])
    def test_of_the_check_in_is_gone_and_tells_where_the_stay_is(
        self, client, maria, checked_in, redis_client, redis_forgot
    ):
        erase(checked_in["id"])
        if redis_forgot:
            redis_client.flushall()
        replay = client.post(**maria)
        assert refusal(replay) == (410, "idempotency_response_gone")
        assert replay["Location"] == f"{GUESTS}/{checked_in['id']}"
        assert b"Maria" not in replay.content
        assert Stay.objects.count() == 1

    def test_of_what_came_after_the_check_in_is_gone(self, client, send, checked_in, post):
        stay = f"{GUESTS}/{checked_in['id']}"
        keys = [fresh_key() for _ in range(3)]
        body = {"checkInId": checked_in["id"], "type": "oci"}
        retries = [
            lambda: client.post(f"{stay}/form-submitted", {}, format="json", headers=keys[0]),
            lambda: client.post(f"{stay}/check-out", {}, format="json", headers=keys[1]),
            lambda: send(client, UPLOAD, body | {"file": picture()}, keys[2]),
        ]
        assert [retry().status_code for retry in retries] == [200, 200, 201]
        assert "answers kept for retries: 4" in erase(checked_in["id"])
        assert [retry().status_code for retry in retries] == [410, 410, 410]

    def test_of_a_check_in_with_documents_is_gone(self, client, send, guest):
        key = fresh_key()

        def retry():
            files = {"files": [picture()], "documentTypes": ["oci"]}
            return send(client, WITH_DOCUMENTS, guest | files, key)

        erase(retry().json()["id"])
        assert retry().status_code == 410

    def test_of_another_guest_is_as_it_was(self, client, post, guest, checked_in):
        key = fresh_key()
        first = client.post(CREATE, guest | {"roomNumber": "2"}, format="json", headers=key)
        erase(checked_in["id"])
        second = client.post(CREATE, guest | {"roomNumber": "2"}, format="json", headers=key)
        assert (second.status_code, second.content) == (201, first.content)


class TestFailure:
    @pytest.mark.servers
    @pytest.mark.parametrize("trouble", ["refused", "hanging", "read-only"])
    def test_of_redis_changes_nothing_and_may_be_run_again(
        self, client, maria, checked_in, upload, settings, uploads_root, trouble
    ):
        upload(checked_in)
        before, answers = Stay.objects.values().get(), list(LedgerEntry.objects.values())
        with TROUBLES[trouble]() as url:
            working = settings.CACHES
            settings.CACHES = {"default": working["default"] | {"LOCATION": url}}
            with pytest.raises(CommandError, match=r"nothing was erased.* Run it again"):
                erase(checked_in["id"])
            settings.CACHES = working
        assert Stay.objects.values().get() == before
        assert list(LedgerEntry.objects.values()) == answers
        assert (Document.objects.count(), len(blobs(uploads_root))) == (1, 1)
        assert "documents: 1" in erase(checked_in["id"])
        assert client.post(**maria).status_code == 410

    @pytest.mark.servers
    @pytest.mark.django_db(transaction=True)
    def test_while_a_request_holds_the_stay_changes_nothing(self, checked_in):
        before = Stay.objects.values().get()
        refused = pytest.raises(CommandError, match=r"nothing was erased.* Run it again")
        with holding_the_stay(), waiting_shortly(), refused:
            erase(checked_in["id"])
        assert Stay.objects.values().get() == before
        assert "erased the guest" in erase(checked_in["id"])

    def test_of_the_store_is_told_loudly(self, checked_in, upload, uploads_root, monkeypatch):
        def full(*args):
            raise OSError("disk")

        upload(checked_in)
        monkeypatch.setattr("hotelops.files.storage.LocalStorage.set_aside", full)
        with pytest.raises(CommandError, match=r"FILES ARE LEFT.*sweep_uploads"):
            erase(checked_in["id"])
        assert (Document.objects.count(), len(blobs(uploads_root))) == (0, 1)


@contextmanager
def holding_the_stay() -> Iterator[None]:
    """Another connection has its row."""
    held, leave = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Stay.objects.select_for_update().get()
            held.set()
            leave.wait(10)
        connection.close()

    thread = Thread(target=hold)
    thread.start()
    held.wait(10)
    yield
    leave.set()
    thread.join()


@contextmanager
def waiting_shortly() -> Iterator[None]:
    """This connection waits for a lock for a moment only."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 50")
        yield
        cursor.execute("RESET lock_timeout")
