"""The page for developers of clients: by its blocks a request happens once, whatever the network does."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from hotelops.environment import BASE_DIR
from tests.examples import EXPENSE
from tests.product.phone import CREATED, EXPENSES, Phone, outcome
from tests.servers import Product

from .clients.locks import Locks
from .clients.machine import Missing
from .clients.programs import PAGE, PROGRAMS
from .clients.proxy import FAULTS, Network
from .pages import blocks

pytestmark = [pytest.mark.servers, pytest.mark.product]

NOT_RETRIED = {"reused": (409, "idempotency_key_reused"), "refused": (400, "validation_error")}
RETRIED = [fault for fault in FAULTS if fault not in NOT_RETRIED]
WITH_RETRY_AFTER = ("unavailable", "held")
ASKED = {"state": "done", "method": "POST", "path": EXPENSES, "status": 201, "yours": True}
ROW = re.compile(r"^\| \d{3} (`.*?`) \|", re.MULTILINE)
CODES = (BASE_DIR / "docs" / "error-codes.md").read_text()


class Trip:
    """One client's drafts, one for each fault, on their way through a bad network."""

    def __init__(self, client: str) -> None:
        self.client = client
        self.keys = {fault: f"{fault}-{client}-{uuid4()}" for fault in FAULTS}
        self.answers: dict[str, Any] = {}
        self.missing = ""

    def body(self, fault: str) -> dict[str, Any]:
        amount = {"amountCents": 0} if fault == "refused" else {}
        return EXPENSE | {"description": self.keys[fault]} | amount

    def go(self, folder: Path, network: Network, token: str) -> None:
        drafts = [f"{key}\t{EXPENSES}\t{json.dumps(self.body(fault))}" for fault, key in self.keys.items()]
        folder.mkdir()
        try:
            self.answers = PROGRAMS[self.client].send(
                self.client, drafts, folder=folder, to=network.address, token=token
            )
        except Missing as missing:
            self.missing = str(missing)


@pytest.fixture(scope="module")
def locks(database, shared_product, token) -> Iterator[Locks]:
    """Those of the demo organisation's keys."""
    with Phone(shared_product, token).client as client:
        scope = client.get("/auth/me", headers={"Authorization": f"Bearer {token}"}).json()["orgId"]
    with Locks(database, str(scope)) as locks:
        yield locks


@pytest.fixture(scope="module")
def network(shared_product: Product, locks) -> Iterator[Network]:
    with Network(shared_product.base_url, locks.release) as network:
        yield network


@pytest.fixture(scope="module")
def trips(shared_product, token, locks, network, tmp_path_factory) -> dict[str, Trip]:
    """Of all clients, at once."""
    trips = {client: Trip(client) for client in PROGRAMS}
    phone = Phone(shared_product, token)
    folder = tmp_path_factory.mktemp("clients")
    with phone.client, ThreadPoolExecutor(len(trips)) as pool:
        for trip in trips.values():
            locks.hold(trip.keys["held"])
            assert outcome(phone.post(trip.keys["reused"])) == CREATED
        going = [pool.submit(trip.go, folder / trip.client, network, token) for trip in trips.values()]
        for end in going:
            end.result()
    return trips


@pytest.fixture(params=PROGRAMS)
def trip(request, trips) -> Trip:
    trip = trips[request.param]
    if trip.missing:
        pytest.skip(f"{trip.client} needs what is not here: {trip.missing}")
    return trip


class TestBlock:
    @pytest.mark.parametrize("fault", RETRIED)
    def test_gets_the_first_answer_of_the_one_row(self, trip, phone, network, fault):
        key = trip.keys[fault]
        assert trip.answers[key]["status"] == 201, trip.answers[key]
        assert len(network.attempts[key]) > 1
        [first, *replays] = network.done[key]
        assert trip.answers[key]["data"] == json.loads(first)
        assert set(replays) <= {first}
        [row] = phone.expenses(key)
        assert row["id"] == trip.answers[key]["data"]["id"]

    @pytest.mark.parametrize("fault", WITH_RETRY_AFTER)
    def test_waits_as_long_as_it_is_told(self, trip, network, fault):
        first, second, *_ = network.attempts[trip.keys[fault]]
        assert second - first >= 1

    @pytest.mark.parametrize("fault", NOT_RETRIED)
    def test_does_not_retry_what_is_final(self, trip, phone, network, fault):
        key = trip.keys[fault]
        answer = trip.answers[key]
        assert (answer["status"], answer["data"]["code"]) == NOT_RETRIED[fault]
        assert len(network.attempts[key]) == 1
        assert not phone.expenses(key)


class TestPage:
    def test_names_codes_that_are_there(self):
        named = set(re.findall(r"`[a-z_]+`", "".join(ROW.findall(PAGE.read_text()))))
        assert len(named) > 5
        assert {code for code in named if code not in CODES} == set()

    def test_shows_what_a_lookup_answers(self, phone, key):
        assert outcome(phone.post(key)) == CREATED
        [shown] = [json.loads(block.text) for block in blocks(PAGE) if block.language == "json"]
        told = phone.get(f"/v1/idempotency/keys/{key}").json()
        assert told.keys() == shown.keys()
        assert ASKED.items() <= told.items()
        assert ASKED.items() <= shown.items()
