"""A crowd that asks for what one of them holds: the others are told so at once, and nobody else waits."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

import pytest

from tests.product.phone import CREATED, EXPENSES, IN_PROGRESS, Phone
from tests.servers import Product
from tests.servers.server import free_port
from tests.threads import at_once

from .windows import InTransaction, built, run
from .worker_crowd import Sent, Timed

pytestmark = pytest.mark.product

CROWD = 40
HELD = 4
"""Seconds that the first transaction takes."""
AT_MOST = 0.25
"""Seconds that somebody else's answer may take, in the best of some rounds …"""
LONE = 0.01
"""… on a machine where a lone one takes so long, or else in proportion."""
ROUNDS = 3
ROWS = "SELECT count(*) FROM finance_expense WHERE description = %s"


@pytest.fixture(scope="module")
def product(database) -> Iterator[Product]:
    """As deployed, 2 processes with 4 threads each, and a Redis that is dead."""
    with Product(database_url=database, redis_url=f"redis://127.0.0.1:{free_port()}/0") as product:
        yield product


@dataclass(frozen=True)
class Round:
    """What was seen while the key was held; `others` are the seconds that somebody else's answers took."""

    first: Timed
    crowd: list[Timed]
    others: list[float]

    @property
    def refused_after(self) -> float:
        return max(refused.seconds for refused in self.crowd)


def look(phone: Phone) -> float:
    began = time.monotonic()
    phone.get(EXPENSES).raise_for_status()
    return time.monotonic() - began


@contextmanager
def somebody_else(phone: Phone) -> Iterator[list[float]]:
    """Looks at the expenses all the time."""
    seconds: list[float] = []
    over = threading.Event()

    def look_again() -> None:
        while not over.is_set():
            seconds.append(look(phone))

    looking = threading.Thread(target=look_again)
    looking.start()
    try:
        yield seconds
    finally:
        over.set()
        looking.join()


def held(product: Product, phone: Phone, database: str, key: str) -> Round:
    window = InTransaction(database, seconds=HELD)
    with window.open():
        first = Sent(product, phone, key)
        assert window.somebody_is_inside()
        with somebody_else(phone) as others:
            crowd = at_once(CROWD, lambda _: Sent(product, phone, key).answered())
            return Round(first.answered(), crowd, others)


class TestFortyRetriesOfAHeldKey:
    def test_are_refused_at_once_and_hold_nobody_up(self, product, phone, books, database, key, measured):
        rounds: list[Round] = []
        lone = median(look(phone) for _ in range(20))
        limit = AT_MOST * max(1, lone / LONE)
        with built(database):
            while len(rounds) < ROUNDS and not any(max(seen.others) < limit for seen in rounds):
                this = f"{key}-{len(rounds)}"
                seen = held(product, phone, database, this)
                assert seen.first.answer.outcome == CREATED
                assert [refused.answer.outcome for refused in seen.crowd] == [IN_PROGRESS] * CROWD
                assert {refused.answer.headers["retry-after"] for refused in seen.crowd} == {"1"}
                assert seen.refused_after < HELD / 2
                assert run(database, ROWS, this) == 1
                assert Sent(product, phone, this).answered().answer.body == seen.first.answer.body
                rounds.append(seen)
        slowest = min(max(seen.others) for seen in rounds)
        assert slowest < limit
        measured(
            f"held for {HELD} s without Redis: 1 × 201, {CROWD} × 409 within {ms(seen.refused_after)}; "
            f"{len(seen.others)} requests of somebody else meanwhile, slowest {ms(slowest)} "
            f"(a lone one takes {ms(lone)})"
        )


def ms(seconds: float) -> str:
    return f"{1000 * seconds:.0f} ms"
