"""Clients that take their time cost others none, behind nginx as it is shipped."""

import os
import time
from collections.abc import Iterator
from functools import partial
from statistics import quantiles

import httpx
import pytest

from tests.product.phone import CREATED, NEW_CONNECTION_EACH, Phone, outcome
from tests.servers import wait_until
from tests.servers.nginx import Nginx

from .client_slow import CONNECTIONS, SLOWNESSES, held, slow_clients
from .writers import Writers, expense

pytestmark = pytest.mark.product

SECONDS = 4 * int(os.environ.get("SOAK", "1"))
WRITES = 100
"""So many at least, for a 99th percentile to mean something."""
LIMIT = 1
ROUNDS = 2
"""The machine may be busy with something else during the first."""
PATIENCE, TRIES = 2, 4


@pytest.fixture(scope="module")
def nginx(product) -> Iterator[Nginx]:
    """Willing to take them all from one address."""
    changes = {"limit_conn hotelops_requests 100;": f"limit_conn hotelops_requests {2 * CONNECTIONS};"}
    with Nginx(product.port, changes=changes) as nginx:
        yield nginx


@pytest.fixture
def behind_nginx(nginx, product, token) -> Iterator[Phone]:
    with nginx.client(limits=NEW_CONNECTION_EACH, timeout=20) as client:
        yield Phone(product, token, client)


def seconds_of_writes(phone: Phone) -> list[float]:
    writers = Writers([expense(phone)] * 2)
    end = time.monotonic() + SECONDS
    with writers.at_work():
        assert wait_until(
            lambda: time.monotonic() > end and len(writers.acknowledged) >= WRITES, 20 * SECONDS
        )
    assert not writers.failures
    return [write.seconds for write in writers.acknowledged]


class TestFiveHundredClientsThatAreSlow:
    @pytest.mark.parametrize("what", SLOWNESSES)
    def test_keep_nobody_waiting_behind_nginx(self, nginx, behind_nginx, what, measured):
        for _ in range(ROUNDS):
            with slow_clients(nginx, SLOWNESSES[what]):
                seconds = seconds_of_writes(behind_nginx)
                left = held(nginx)
            p99 = quantiles(seconds, n=100, method="inclusive")[-1]
            if p99 < LIMIT:
                break
        assert p99 < LIMIT
        measured(
            f"{len(seconds)} writes of others: all 201, p99 {p99:.3f} s, slowest {max(seconds):.3f} s; "
            f"{left} slow connections left at the end"
        )

    def test_are_why_nginx_is_needed(self, product, phone, key, measured):
        """Each slow body keeps a thread from all others, until its connection ends."""
        phone.client.timeout = PATIENCE
        tries = [partial(is_answered, phone, f"{key}-{number}") for number in range(TRIES)]
        with slow_clients(product, SLOWNESSES["to send a body"]):
            answered = sum(attempt() for attempt in tries)
        assert all(wait_until(attempt, 60) for attempt in tries)
        measured(
            f"{answered} of {TRIES} writes of others answered within {PATIENCE} s, all once they are gone"
        )


def is_answered(phone: Phone, key: str) -> bool:
    try:
        return outcome(phone.post(key)) == CREATED
    except httpx.TimeoutException:
        return False
