from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest
from django.db import connection, connections, transaction

from guestcheckin.models import Document, Stay
from guestcheckin.services import erase_guest
from tests.threads import at_once

from .conftest import CREATE, GUESTS, UPLOAD, fresh_key, picture

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


def outcome(response):
    return response.status_code, response.json().get("code")


class TestTwentyClerks:
    def test_check_one_guest_into_one_room(self, login, staff, guest):
        clients = [login(staff) for _ in range(20)]

        def check_in(number):
            return outcome(clients[number].post(CREATE, guest, format="json", headers=fresh_key()))

        assert Counter(at_once(20, check_in)) == {(201, None): 1, (409, "room_occupied"): 19}
        assert Stay.objects.count() == 1

    def test_check_one_guest_out_once(self, login, staff, stay):
        path, clients = f"{GUESTS}/{stay()['id']}/check-out", [login(staff) for _ in range(20)]

        def check_out(number):
            return outcome(clients[number].post(path, {}, format="json", headers=fresh_key()))

        assert Counter(at_once(20, check_out)) == {(200, None): 1, (409, "already_checked_out"): 19}

    def test_get_one_answer_with_one_key(self, login, staff, guest):
        key, clients = fresh_key(), [login(staff) for _ in range(20)]

        def check_in(number):
            response = clients[number].post(CREATE, guest, format="json", headers=key)
            return response.content if response.status_code == 201 else response.json()["code"]

        answers = set(at_once(20, check_in)) - {"idempotency_in_progress"}
        assert len(answers) == 1
        assert Stay.objects.count() == 1


def wait_for_a_lock():
    """Returns when some other connection waits for a lock of this one."""
    deadline = monotonic() + 2
    with connection.cursor() as cursor:
        while monotonic() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waits for a lock")


class TestUploadBesideAnErasure:
    def test_waits_for_it_and_is_refused(self, client, send, stay, redis_client):
        guest = Stay.objects.get(pk=stay()["id"])

        def upload():
            try:
                return outcome(
                    send(client, UPLOAD, {"checkInId": guest.pk, "type": "oci", "file": picture()})
                )
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            with transaction.atomic():
                erase_guest(stay=guest, by=None)
                answer = pool.submit(upload)
                wait_for_a_lock()
            assert answer.result() == (409, "guest_erased")
        assert Document.objects.count() == 0
