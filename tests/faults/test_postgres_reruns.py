"""A transaction that lost against another one is run again as a whole, up to three times."""

import time
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.examples import EXPENSE
from tests.product.calls import CHECK_IN_WITH_DOCUMENTS, DOCUMENT, READY, UPLOAD, send
from tests.product.phone import CREATED, is_replay, outcome
from tests.threads import at_once

from .postgres_crossing import CROSSING, NO_CROSSING
from .postgres_promise import Request, assert_unavailable, converge
from .postgres_raising import IN_COMMIT, IN_TRANSACTION, raising
from .windows import run

pytestmark = pytest.mark.product

SERIALIZATION_FAILURE, DEADLOCK_DETECTED = "40001", "40P01"
MAX_RUNS = 3
TABLES = {
    UPLOAD: "uploads_upload",
    DOCUMENT: "guestcheckin_document",
    CHECK_IN_WITH_DOCUMENTS: "guestcheckin_document",
}
DESCRIPTIONS = ("first 1, then 2", "first 2, then 1")


@pytest.fixture
def request_(phone, books, database, redis_now, key) -> Request:
    return Request(phone, database, redis_now, key)


@pytest.fixture(params=[SERIALIZATION_FAILURE, DEADLOCK_DETECTED])
def code(request) -> str:
    return request.param


@pytest.fixture
def crossing(database) -> Iterator[None]:
    """Expenses need two places in the order that they name, and meet in the middle."""
    run(database, NO_CROSSING + CROSSING)
    yield
    run(database, NO_CROSSING)


@pytest.mark.parametrize("when", [IN_TRANSACTION, IN_COMMIT], ids=["in the transaction", "in COMMIT"])
class TestLostTransaction:
    @pytest.mark.parametrize("times", [1, 2])
    def test_is_run_again_until_it_wins(self, request_, database, code, when, times, measured):
        with raising(database, when=when) as errors:
            errors.raise_next(code, times)
            first = request_.send()
            assert outcome(first) == CREATED
            assert not is_replay(first)
            assert errors.runs() == times + 1
            assert request_.converge().first.content == first.content
            assert errors.runs() == times + 1
        measured(f"201 at the first try, after {times + 1} runs; 1 row")

    def test_is_a_503_after_three_runs(self, request_, database, code, when, measured):
        with raising(database, when=when) as errors:
            errors.raise_next(code, MAX_RUNS)
            assert_unavailable(request_.send())
            assert errors.runs() == MAX_RUNS
            assert request_.left_nothing()
            done = request_.converge()
            assert not is_replay(done.first)
        measured(f"503 after {MAX_RUNS} runs, nothing kept; then 201 after {done}, 1 row")


class TestLostTransactionWithFiles:
    @pytest.mark.parametrize("path", TABLES)
    def test_is_run_again_with_the_whole_files(self, phone, database, path, key, measured):
        twin = send(phone, READY[path](phone))
        call = READY[path](phone)
        with raising(database, TABLES[path]) as errors:
            before = run(database, f"SELECT count(*) FROM {TABLES[path]}")
            errors.raise_next(SERIALIZATION_FAILURE, 2)
            first = send(phone, call, key)
            assert errors.runs() == 2 + len(call.files)
        assert not is_replay(first)
        assert converge(lambda: send(phone, call, key, boundary="another")).first.content == first.content
        assert run(database, f"SELECT count(*) FROM {TABLES[path]}") == before + len(call.files)
        assert [file["sha256"] for file in files_in(first)] == [file["sha256"] for file in files_in(twin)]
        for file in files_in(first):
            assert sha256(phone.get(file["url"]).content).hexdigest() == file["sha256"]
        measured(f"201 at the first try, after 3 runs; {len(call.files)} row(s), each file whole")


class TestTwoRequestsInADeadlock:
    def test_are_both_done_once(self, phone, books, database, crossing, measured):
        """Postgres ends one of them, which runs again."""
        keys = [str(uuid4()) for _ in DESCRIPTIONS]

        def post(number: int) -> httpx.Response:
            return phone.post(keys[number], EXPENSE | {"description": DESCRIPTIONS[number]})

        began = time.monotonic()
        answers = at_once(2, post)
        seconds = time.monotonic() - began
        assert [outcome(answer) for answer in answers] == [CREATED, CREATED]
        assert run(database, "SELECT last_value FROM crossings_tried") == 3
        assert books.expenses() == 2
        for number, answer in enumerate(answers):
            assert post(number).content == answer.content
        measured(f"both 201 after {seconds:.1f} s, one of them in its second run; 2 rows")


def files_in(answer: httpx.Response) -> list[dict[str, Any]]:
    return answer.json().get("documents", [answer.json()])
