"""Redis behind Sentinels: it fails over, and no client notices."""

import os
import signal
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.servers import Product, wait_until
from tests.servers.valkey_sentinel import Watched

from .postgres_promise import Request
from .redis_promise import NewRequest, all_at_once, one_by_one, seconds_until_used, slowest, warnings_of
from .redis_writers import told, writing

pytestmark = pytest.mark.product


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with Watched(password="the-servers", sentinel_password="the-sentinels") as watched:
        yield watched


@pytest.fixture(scope="module")
def product(database, watched, token) -> Iterator[Product]:
    passwords = {"REDIS_PASSWORD": "the-servers", "REDIS_SENTINEL_PASSWORD": "the-sentinels"}
    with Product(database_url=database, redis_url=watched.url, **passwords) as product:
        yield product


@pytest.fixture
def new(phone, books, database, watched) -> NewRequest:
    return lambda: Request(phone, database, watched.master.client(), str(uuid4()))


def hands_over(watched: Watched) -> None:
    assert wait_until(watched.sentinels[0].begins_failover, seconds=60)


def is_killed(watched: Watched) -> None:
    watched.master.stop()


def hangs(watched: Watched) -> None:
    watched.master.pause()


class TestMaster:
    @pytest.mark.parametrize(
        "loss", [hands_over, is_killed, hangs], ids=lambda loss: loss.__name__.replace("_", " ")
    )
    def test_is_replaced_under_load(self, phone, database, watched, new, loss, measured):
        with writing(phone, database) as writers:
            assert writers.write_some_more()
            loss(watched)
            assert wait_until(watched.has_another_master, seconds=60)
            seconds = seconds_until_used(new)
            assert writers.write_some_more()
        one_by_one(new())
        measured(f"{told(writers.acknowledged)}; the new one is used within {seconds:.1f} s")


class TestSentinels:
    def test_may_fail_but_for_one(self, watched, new, measured):
        """One is away and one hangs, when all processes have to ask for the master."""
        away, hanging, _ = watched.sentinels
        away.stop()
        os.kill(hanging.pid, signal.SIGSTOP)
        try:
            hang_up(watched)
            answers = one_by_one(new())
            measured(
                f"used within {seconds_until_used(new):.1f} s, slowest answer after {slowest(answers):.2f} s"
            )
        finally:
            os.kill(hanging.pid, signal.SIGCONT)
            away.start()

    def test_that_are_all_away_change_no_answer(self, product, watched, new, measured):
        for sentinel in watched.sentinels:
            sentinel.stop()
        hang_up(watched)
        with warnings_of(product):
            answers = [*one_by_one(new()), *all_at_once(new())]
        for sentinel in watched.sentinels:
            sentinel.start()
        measured(f"{len(answers)} answers as ever; used {seconds_until_used(new):.1f} s after their return")


def hang_up(watched: Watched) -> None:
    with watched.master.client() as client:
        client.client_kill_filter(_type="normal", skipme=True)
