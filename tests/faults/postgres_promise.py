"""What every fault of Postgres must leave of the promise."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from redis import Redis

from tests.examples import EXPENSE
from tests.product.phone import CREATED, IN_PROGRESS, Phone, is_replay, outcome
from tests.servers import wait_until

from .windows import run

UNAVAILABLE = (503, "database_unavailable")
REPLAYS = 4

Send = Callable[[], httpx.Response]


@dataclass(frozen=True)
class Convergence:
    """How a client that repeats its request got its answer."""

    first: httpx.Response
    tries: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.tries} {'try' if self.tries == 1 else 'tries'} and {self.seconds:.2f} s"


def assert_unavailable(answer: httpx.Response) -> None:
    assert outcome(answer) == UNAVAILABLE
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) >= 1
    assert answer.headers["X-Should-Retry"] == "true"


def insist(send: Send, seconds: float = 20) -> list[httpx.Response]:
    """Sends until the request is done, and gives all answers; before the last one, all say to come again."""
    answers: list[httpx.Response] = []

    def is_done() -> bool:
        answers.append(send())
        return answers[-1].is_success

    assert wait_until(is_done, seconds), f"the last answer was {outcome(answers[-1])}"
    assert {outcome(answer) for answer in answers[:-1]} <= {UNAVAILABLE, IN_PROGRESS}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in answers[:-1])
    return answers


def converge(send: Send) -> Convergence:
    """Sends until the request is done, and asserts that all who come later get that very answer."""
    began = time.monotonic()
    answers = insist(send)
    done = Convergence(answers[-1], len(answers), time.monotonic() - began)
    assert outcome(done.first) == CREATED
    for _ in range(REPLAYS):
        replay = insist(send)[-1]
        assert is_replay(replay)
        assert (replay.status_code, replay.content) == (done.first.status_code, done.first.content)
        assert replay.headers.get("Location") == done.first.headers.get("Location")
    return done


@dataclass(frozen=True)
class Request:
    """One expense, told from all others by its description, which is its key."""

    phone: Phone
    database: str
    redis: Redis
    key: str

    def send(self) -> httpx.Response:
        return self.phone.post(self.key, EXPENSE | {"description": self.key})

    def rows(self) -> int:
        return run(self.database, "SELECT count(*) FROM finance_expense WHERE description = %s", self.key)

    def entries(self) -> int:
        query = "SELECT count(*) FROM idempotency_ledgerentry WHERE key = %s AND status = 201"
        return run(self.database, query, self.key)

    def left_nothing(self) -> bool:
        """Nothing of it is committed, and nothing is in Redis."""
        return not self.rows() and not self.entries() and not self.is_in_redis()

    def is_in_redis(self) -> bool:
        return bool(self.redis.keys(f"idempotency:*:{self.key}"))

    def converge(self) -> Convergence:
        """As `converge`, and asserts that there is one row, the answer's own."""
        done = converge(self.send)
        assert (self.rows(), self.entries()) == (1, 1)
        query = "SELECT id FROM finance_expense WHERE description = %s"
        assert run(self.database, query, self.key) == done.first.json()["id"]
        return done
