import logging

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command

from idempotency.models import LedgerEntry
from tests.accounts.admin_site import client_of

from .conftest import AADHAAR, CREATE, GUESTS, UPLOAD, WITH_DOCUMENTS, picture
from .test_admin import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

PASSPORT, VISA, PAN = "CB1234567", "VE9876543", "ACUPA7085R"
SECRETS = [PASSPORT, VISA, PAN, AADHAAR, "2341 2341 2346"]


@pytest.fixture
def answers(client, post, send, foreign_guest, caplog):
    """Gives what all endpoints answer to requests with numbers, refusals included; every log line counts."""
    caplog.set_level(logging.DEBUG)
    return lambda: ask_everything(client, post, send, foreign_guest)


def ask_everything(client, post, send, foreign_guest):
    visa = {"visaNumber": VISA, "visaExpiresOn": "2026-12-01"}
    guest, files = foreign_guest | visa, {"files": [picture()], "documentTypes": ["oci"]}
    made = post(client, CREATE, guest)
    path = made["Location"]
    document = {"checkInId": made.json()["id"], "type": "pan", "number": PAN}
    return [
        made,
        post(client, CREATE, guest),
        post(client, CREATE, guest | {"roomNumber": "2", "passportNumber": [PASSPORT]}),
        post(client, CREATE, guest | {"nationality": PASSPORT, "adults": AADHAAR, PASSPORT: VISA}),
        post(client, CREATE, guest | {"guestName": "2341 2341 2346"}),
        send(client, WITH_DOCUMENTS, guest | files | {"roomNumber": "3"}),
        send(
            client, WITH_DOCUMENTS, guest | {"files": [picture(f"{AADHAAR}.png")], "documentTypes": ["oci"]}
        ),
        send(client, UPLOAD, document | {"file": picture()}),
        send(client, UPLOAD, document | {"type": "oci", "number": AADHAAR, "file": picture()}),
        send(client, UPLOAD, document | {"type": "aadhaar", "number": AADHAAR}),
        post(client, f"{path}/form-submitted", {"reference": "2341 2341 2346"}),
        post(client, f"{path}/form-submitted", {"reference": "FRRO"}),
        post(client, f"{path}/check-out", {"checkedOutAt": PASSPORT}),
        client.get(GUESTS),
        client.get(path),
    ]


def everything_kept(caplog, redis_client):
    """Logs, Redis, the ledger's raw answers and the admin's log, as one text."""
    yield caplog.text
    yield from (record.getMessage() + repr(record.args) for record in caplog.records)
    yield from (repr((name, redis_client.get(name))) for name in redis_client.keys("*"))
    yield from map(repr, LedgerEntry.objects.values())
    yield from map(repr, LogEntry.objects.values())


class TestNumber:
    def test_is_found_in_no_answer_log_cache_or_ledger(
        self, answers, caplog, redis_client, client, manager, post, foreign_guest
    ):
        stay = answers()[0].json()
        assert caplog.records
        assert LedgerEntry.objects.count() == len(redis_client.keys()) > 0
        post(client, CREATE, foreign_guest | {"roomNumber": "4"})
        ask(client_of(manager), [stay], confirmed="yes")
        call_command("rotate_document_keys")
        kept = "\n".join(everything_kept(caplog, redis_client))
        assert [secret for secret in SECRETS if secret in kept] == []

    @pytest.mark.parametrize("secret", [VISA, PAN, AADHAAR, "2341 2341 2346"])
    def test_is_not_answered(self, answers, secret):
        sound = [answer for answer in answers() if answer.status_code < 400]
        assert len(sound) >= 6
        assert not [answer for answer in sound if secret.encode() in answer.content]
