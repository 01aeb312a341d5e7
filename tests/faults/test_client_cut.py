"""Requests that are cut off on their way: nothing is done, and the key stays free."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

from uuid import uuid4

import pytest

from tests.examples import EXPENSE
from tests.product.calls import CHECK_IN_WITH_DOCUMENTS, UPLOAD, Call, send
from tests.product.phone import CREATED, EXPENSES, is_replay, outcome
from tests.threads import at_once

from .client_connection import Connection
from .client_doors import door, end, nginx, phone  # noqa: F401 fixtures
from .client_messages import Message, with_new_pictures
from .windows import run

pytestmark = pytest.mark.product

RETRYING = 4
LEDGER = "idempotency_ledgerentry"
FORMS = {CHECK_IN_WITH_DOCUMENTS: ("guestcheckin_stay", "guestcheckin_document"), UPLOAD: ("uploads_upload",)}
"""And the tables that they fill."""


@pytest.fixture
def cut(door, end):
    """Sends a request up to a place, and ends the connection there."""

    def cut(message: Message, place: int) -> None:
        with Connection(door) as connection:
            connection.send(message.whole[:place])
            end(connection)

    return cut


@pytest.fixture
def blobs(uploads):
    """Gives all files in the store."""
    return lambda: {path for path in uploads.rglob("*") if path.is_file()}


def rows(database: str, *tables: str) -> int:
    return sum(run(database, f"SELECT count(*) FROM {table}") for table in tables)


class TestCutInEveryByteOfItsBody:
    def test_does_nothing_and_its_retry_creates(self, phone, books, database, cut, measured):
        """Each place has a key of its own."""
        places = Message.of(phone, Call(EXPENSES, EXPENSE), str(uuid4())).places()
        keys = [str(uuid4()) for _ in places]
        for key, place in zip(keys, places, strict=True):
            cut(Message.of(phone, Call(EXPENSES, EXPENSE), key), place)
        assert rows(database, "finance_expense", LEDGER) == 0

        retries = at_once(len(keys), lambda number: phone.post(keys[number]), RETRYING)
        assert {outcome(retry) for retry in retries} == {CREATED}
        assert not any(map(is_replay, retries))
        assert rows(database, "finance_expense") == len(places)
        measured(f"cut at {len(places)} places: 0 rows; {len(places)} retries: 201, 1 row each")


class TestFormCutAtEverySeam:
    @pytest.mark.parametrize("path", FORMS, ids=["documents", "upload"])
    def test_does_nothing_and_its_retry_creates(
        self, phone, books, database, blobs, cut, path, key, measured
    ):
        """All places share one key."""
        call = with_new_pictures(phone, path)
        message = Message.of(phone, call, key)
        before, files = rows(database, *FORMS[path]), blobs()
        for place in message.places():
            cut(message, place)
        assert rows(database, LEDGER, *FORMS[path]) == before
        assert blobs() == files

        first, second = (send(phone, call, key) for _ in range(2))
        assert (outcome(first), is_replay(first)) == (CREATED, False)
        assert (second.content, is_replay(second)) == (first.content, True)
        assert len(blobs() - files) == len(call.files)
        assert rows(database, *FORMS[path]) == before + (3 if path == CHECK_IN_WITH_DOCUMENTS else 1)
        measured(f"cut at {len(message.places())} places: no row, no file; the retry: 201")
