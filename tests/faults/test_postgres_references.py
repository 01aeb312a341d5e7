"""What a request refers to is deleted, or its guest erased, while it runs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from guestcheckin.models.stays import PERSONAL_FACTS, PERSONAL_TEXTS
from tests.product.calls import CHECK_IN, DOCUMENT, READY, Call, send
from tests.product.phone import CREATED, EXPENSES, is_replay, outcome
from tests.servers import wait_until

from .postgres_promise import converge
from .windows import InTransaction, built, run

pytestmark = pytest.mark.product

NEW_PROPERTY = """
INSERT INTO accounts_property (id, organisation_id, name, country, currency, time_zone)
SELECT %s, organisation_id, 'Gone', country, currency, time_zone FROM accounts_property WHERE id = 1
"""
DELETED_PROPERTY = "DELETE FROM accounts_property WHERE id = %s"
GONE = 1_000_001
HELD_DOCUMENTS = """
CREATE FUNCTION stay_until_shut() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        WHILE EXISTS (SELECT FROM open_windows WHERE name = TG_NAME) LOOP PERFORM pg_sleep(0.02); END LOOP;
        RETURN NEW;
    END $$;
CREATE TRIGGER in_transaction BEFORE INSERT ON guestcheckin_document
    FOR EACH ROW EXECUTE FUNCTION stay_until_shut();
"""
DOCUMENTS_NOT_HELD = "DROP FUNCTION IF EXISTS stay_until_shut CASCADE"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
ERASED = [*(f"{name} = ''" for name in PERSONAL_TEXTS), *(f"{name} = NULL" for name in PERSONAL_FACTS)]
ENDS_OF_A_STAY = {
    "deleted": ("DELETE FROM guestcheckin_stay WHERE id = %s", (400, "validation_error")),
    "erased": (
        f"UPDATE guestcheckin_stay SET erased_at = now(), {', '.join(ERASED)} WHERE id = %s",
        (409, "guest_erased"),
    ),
}


@pytest.fixture
def entries(database, redis_now, key):
    """How much is kept of the request: in the ledger, and in Redis."""
    query = "SELECT count(*) FROM idempotency_ledgerentry WHERE key = %s"
    return lambda: (run(database, query, key), len(redis_now.keys(f"idempotency:*:{key}")))


class TestPropertyDeletedBeforeCommit:
    @pytest.fixture
    def call(self, phone, books, database) -> Iterator[Call]:
        """An expense of a property that nothing else refers to."""
        run(database, NEW_PROPERTY, GONE)
        call = READY[EXPENSES](phone)
        yield replace(call, fields=call.fields | {"propertyId": GONE})
        books.empty()
        run(database, DELETED_PROPERTY, GONE)

    def test_is_a_409_that_keeps_nothing(self, phone, books, database, call, entries, key, measured):
        window = InTransaction(database, seconds=0.5)
        with built(database), window.open(), ThreadPoolExecutor(1) as pool:
            refused = pool.submit(send, phone, call, key)
            assert window.somebody_is_inside()
            run(database, DELETED_PROPERTY, GONE)
            assert outcome(refused.result()) == (409, "referenced_row_gone")
        assert (books.expenses(), entries()) == (0, (0, 0))
        assert outcome(send(phone, call, key)) == (400, "validation_error")

        run(database, NEW_PROPERTY, GONE)
        done = converge(lambda: send(phone, call, key))
        assert not is_replay(done.first)
        assert (books.expenses(), entries()) == (1, (1, 1))
        measured("409 referenced_row_gone, nothing kept; 201 with the same key once the property is back")


@pytest.fixture
def stay(phone) -> int:
    return send(phone, READY[CHECK_IN](phone)).json()["id"]


@pytest.fixture
def document(phone, stay) -> Call:
    call = READY[DOCUMENT](phone)
    return replace(call, fields=call.fields | {"checkInId": stay})


class TestStayEndedBeforeItsDocument:
    @pytest.mark.parametrize("end", ENDS_OF_A_STAY)
    def test_is_refused_and_keeps_nothing(self, phone, database, stay, document, entries, key, end, measured):
        statement, told = ENDS_OF_A_STAY[end]
        with locked_stay(database, stay) as connection, ThreadPoolExecutor(1) as pool:
            refused = pool.submit(send, phone, document, key)
            assert wait_until(lambda: run(database, WAITING))
            connection.execute(statement, [stay])
            connection.commit()
            assert outcome(refused.result()) == told
        assert documents_of(database, stay) == 0
        assert entries() == (0, 0)
        measured(f"stay {end}: {told[0]} {told[1]}, nothing kept")


class TestGuestErasedWhileTheDocumentIsRecorded:
    def test_takes_the_document_and_its_answer_away(
        self, product, phone, database, stay, document, key, redis_now, measured
    ):
        """The erasure waits for the upload, and finds what that has left."""
        window = InTransaction(database)
        with documents_held(database), ThreadPoolExecutor(2) as pool:
            with window.open():
                uploaded = pool.submit(send, phone, document, key)
                assert window.somebody_is_inside()
                erased = pool.submit(product.manage, "erase_guest", str(stay))
                assert wait_until(lambda: run(database, WAITING), seconds=30)
            assert outcome(uploaded.result()) == CREATED
            assert "documents: 1, answers kept for retries: 2" in erased.result()
        assert documents_of(database, stay) == 0
        retry = send(phone, document, key)
        assert outcome(retry) == (410, "idempotency_response_gone")
        assert retry.headers["Location"] == uploaded.result().headers["Location"]
        assert redis_now.get(f"idempotency:1:{key}") == b"erased"
        measured("201, then nothing left of the document; the retry gets 410 with its Location")


@contextmanager
def documents_held(database: str) -> Iterator[None]:
    """Documents stay in the window until it is shut."""
    with built(database):
        run(database, DOCUMENTS_NOT_HELD)
        run(database, HELD_DOCUMENTS)
        try:
            yield
        finally:
            run(database, DOCUMENTS_NOT_HELD)


@contextmanager
def locked_stay(database: str, stay: int) -> Iterator["psycopg.Connection[Any]"]:
    with psycopg.connect(database) as connection:
        connection.execute("SELECT id FROM guestcheckin_stay WHERE id = %s FOR UPDATE", [stay])
        yield connection


def documents_of(database: str, stay: int) -> int:
    return run(database, "SELECT count(*) FROM guestcheckin_document WHERE stay_id = %s", stay)
