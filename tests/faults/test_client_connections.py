"""What clients do with a connection: all at once, byte by byte, half of it shut, or asking first."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import pytest

from tests.examples import EXPENSE
from tests.product.calls import Call, expense
from tests.product.phone import CREATED, EXPENSES, IN_PROGRESS, as_bytes, is_replay, outcome
from tests.product.wire import Answer
from tests.servers import Product

from .client_connection import Connection
from .client_doors import connection, door, nginx, phone  # noqa: F401 fixtures
from .client_messages import Message

pytestmark = pytest.mark.product

CLOSE = "Connection: close"
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
DUPLICATES = 5
TOO_LARGE = {"description": "x" * 3_000_000}


@pytest.fixture
def message(phone, key) -> Message:
    """The last one on its connection."""
    return Message.of(phone, expense(phone), key, CLOSE)


def replayed(answer: Answer) -> bool:
    return answer.headers.get("idempotent-replayed") == "true"


class TestDuplicatesInOnePipeline:
    def test_get_the_first_answer(self, connection, phone, books, key, message, measured):
        duplicate = Message.of(phone, expense(phone), key)
        other = Message.of(phone, Call(EXPENSES, EXPENSE | {"amountCents": 1}), key)
        connection.send(duplicate.whole * DUPLICATES + other.whole + message.whole)
        first, *replays, reused, last = connection.answers()
        assert (first.status, replayed(first)) == (201, False)
        assert reused.outcome == (409, "idempotency_key_reused")
        assert len(replays) == DUPLICATES - 1
        for replay in [*replays, last]:
            assert (replay.status, replay.body, replayed(replay)) == (201, first.body, True)
        assert books.expenses() == 1
        measured(f"201, {DUPLICATES - 1} replays, 409 for another payload, 1 replay; 1 row")


class TestHalfClosedConnection:
    def test_carries_the_answer_behind_nginx_and_costs_no_work_anywhere(
        self, connection, door, phone, books, key, message, measured
    ):
        """Granian itself takes a client that has stopped sending for one that is gone."""
        connection.send(message.whole)
        connection.stop_sending()
        answers = connection.answers()
        assert [answer.status for answer in answers] in ([201], [] if isinstance(door, Product) else [201])
        retry = phone.insist(key, while_told=IN_PROGRESS)
        assert outcome(retry) == CREATED
        if answers:
            assert (retry.content, is_replay(retry)) == (answers[0].body, True)
        assert books.expenses() == 1
        measured(f"{'201' if answers else 'no answer'}; the retry 201, 1 row")


class TestAnswerReadByteByByte:
    def test_is_whole(self, connection, phone, message, key):
        connection.send(message.whole)
        [answer] = connection.answers(most=1)
        assert answer.status == 201
        assert phone.post(key).content == answer.body


class TestClientThatAsksBeforeItSends:
    EXPECT = "Expect: 100-continue"

    def test_is_told_to_go_on(self, connection, phone, books, key):
        message = Message.of(phone, expense(phone), key, CLOSE, self.EXPECT)
        connection.send(message.head)
        assert connection.receive() == CONTINUE
        connection.send(message.body)
        [answer] = connection.answers()
        assert (answer.status, books.expenses()) == (201, 1)

    def test_and_is_gone_when_it_may_has_done_nothing(self, connection, phone, books, key):
        connection.send(Message.of(phone, expense(phone), key, self.EXPECT).head)
        assert connection.receive() == CONTINUE
        connection.close()
        assert books.expenses() == 0
        assert not is_replay(phone.post(key))

    def test_learns_that_its_body_is_too_large(self, connection, phone, key):
        message = Message.of(phone, Call(EXPENSES, TOO_LARGE), key, CLOSE, self.EXPECT)
        connection.send(message.head)
        if (begun := connection.receive()) == CONTINUE:
            connection.send(message.body)
            begun = b""
        [answer] = connection.answers(begun=begun)
        assert answer.outcome == (413, "body_too_large")


class TestChunkedBody:
    """Its end is known when it has come: nginx gives it to the product with its length."""

    @pytest.fixture
    def chunked(self, phone, key) -> bytes:
        chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in as_bytes()) + b"0\r\n\r\n"
        return phone.raw("Transfer-Encoding: chunked", CLOSE, key=key) + chunks

    def test_is_refused_or_taken_as_a_whole(self, connection, door, phone, books, key, chunked, measured):
        connection.send(chunked)
        [answer] = connection.answers()
        retry = phone.post(key)
        if isinstance(door, Product):
            assert answer.outcome == (411, "length_required")
        else:
            assert answer.status == 201
        assert (outcome(retry), is_replay(retry)) == (CREATED, answer.status == 201)
        assert books.expenses() == 1
        measured(f"{answer.status}, the retry with a length 201, 1 row")

    def test_cut_before_its_end_does_nothing(self, door, phone, books, key, chunked):
        for missing in range(1, 200, 7):
            with Connection(door) as connection:
                connection.send(chunked[:-missing])
        assert books.expenses() == 0
        assert not is_replay(phone.post(key))

    def test_with_a_length_beside_it_is_refused(self, connection, phone, books, key, chunked):
        connection.send(chunked.replace(CLOSE.encode(), b"Connection: close\r\nContent-Length: 5"))
        [answer] = connection.answers()
        assert answer.outcome in [(411, "length_required"), (400, "bad_request")]
        assert books.expenses() == 0
        assert not is_replay(phone.post(key))
