"""So many logins that passwords alone would take all there is of the product."""

import threading
import time
from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.product.phone import CREATED, Phone, outcome
from tests.servers import wait_until

pytestmark = pytest.mark.product

STRANGERS, WRITES = 40, 5
EVALUATED, REFUSED = (401, "invalid_credentials"), (503, "too_many_logins")


class Flood:
    """Logins of people who do not exist, each over a connection that stays open."""

    def __init__(self, product) -> None:
        self.outcomes: list[tuple[int, str]] = []
        self._product = product
        self._over = threading.Event()
        self._strangers = [threading.Thread(target=self._log_in, args=(n,)) for n in range(STRANGERS)]

    def __enter__(self):
        for stranger in self._strangers:
            stranger.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        for stranger in self._strangers:
            stranger.join()

    def _log_in(self, stranger: int) -> None:
        with self._product.client(timeout=60) as client:
            while not self._over.is_set():
                body = {"email": f"{stranger}-{uuid4()}@example.com", "password": "guess"}
                self.outcomes.append(outcome(client.post("/auth/login", json=body)))


@pytest.fixture
def flood(product) -> Iterator[Flood]:
    with Flood(product) as flood:
        assert wait_until(lambda: {EVALUATED, REFUSED} <= set(flood.outcomes), seconds=60)
        yield flood


class TestFlood:
    def test_of_logins_leaves_phones_that_are_logged_in_their_threads(self, phone: Phone, flood, measured):
        began = time.monotonic()
        answers = [phone.post(str(uuid4())) for _ in range(WRITES)]
        seconds = (time.monotonic() - began) / WRITES
        assert {outcome(answer) for answer in answers} == {CREATED}
        refused = flood.outcomes.count(REFUSED)
        assert set(flood.outcomes) == {EVALUATED, REFUSED}
        measured(f"{STRANGERS} strangers at once: {refused} logins refused, a write took {seconds:.1f} s")
