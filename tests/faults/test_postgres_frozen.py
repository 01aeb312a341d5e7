"""Postgres hangs: it keeps its connections, and says nothing."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import httpx
import pytest

from tests.product.phone import CREATED, Phone, is_replay, outcome
from tests.servers import Postgres, Product
from tests.servers.product import children_of
from tests.threads import at_once

from .postgres_own import database, request_, server, token  # noqa: F401 fixtures
from .postgres_promise import Request

pytestmark = pytest.mark.product

PATIENCE = 1.5
"""Seconds after which some clients give up."""
WAITING, IMPATIENT = 8, 4
"""As many as the product has threads, and more."""


@pytest.fixture(scope="module")
def product(database, product_valkey) -> Iterator[Product]:
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        product.manage("create_demo_data", DEBUG="on")
        yield product


@contextmanager
def hanging(server: Postgres) -> Iterator[None]:
    """All its processes are frozen; each is in a group of its own."""
    frozen = [server.pid, *children_of(server.pid)]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in reversed(frozen):
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
def crowd(request_) -> list[Request]:
    return [replace(request_, key=f"{request_.key}-{number}") for number in range(WAITING + IMPATIENT)]


def give_up(product: Product, request: Request) -> bool:
    """Whether the client got no answer within its patience."""
    token = request.phone.headers["Authorization"].removeprefix("Bearer ")
    with product.client(timeout=PATIENCE) as client:
        try:
            replace(request, phone=Phone(product, token, client)).send()
        except httpx.ReadTimeout:
            return True
    return False


class TestHangingPostgres:
    def test_does_each_request_once_when_it_goes_on(self, server, product, crowd, measured):
        """Clients that gave up ask again, and need not know whether the first try went on without them."""
        waiting, impatient = crowd[:WAITING], crowd[WAITING:]
        with ThreadPoolExecutor(1) as pool, hanging(server):
            answers = pool.submit(at_once, WAITING, lambda number: waiting[number].send())
            assert all(at_once(IMPATIENT, lambda number: give_up(product, impatient[number])))
        assert [outcome(answer) for answer in answers.result()] == [CREATED] * WAITING
        done = [request.converge() for request in crowd]
        assert all(is_replay(one.first) for one in done[:WAITING])
        went_on = sum(is_replay(one.first) for one in done[WAITING:])
        measured(
            f"{WAITING} waited and got 201; {IMPATIENT} gave up after {PATIENCE} s, of which {went_on} had "
            f"been done by their retry; 1 row each"
        )
