"""Did it land? Asked while the first request runs, of many at once, and through the shipped nginx."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest

from tests.servers.nginx import Nginx
from tests.threads import at_once

from .phone import CREATED, Phone, outcome
from .wire import Answer, exchange

pytestmark = pytest.mark.product

KEYS = "/v1/idempotency/keys"
LOOKUPS, CLAIMS, THREADS = 1000, 50, 12
TRICKY = ("a/b", "a//b/", "A-Z.a_z~0:9+/=", "..", ".", "./a", "../a", "a/../b", "+", "keys/a", "x" * 255)


def state(phone: Phone, key: str) -> str:
    answer = phone.get(f"{KEYS}/{quote(key, safe='')}")
    assert answer.status_code == 200, answer.text
    return str(answer.json()["state"])


class TestFirstRequest:
    def test_is_in_progress_while_it_runs_then_done(self, phone, books, slow_work, key):
        slow_work(2.0)
        assert state(phone, key) == "unknown"
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(phone.post, key)
            assert books.worker_is_in_transaction()
            assert state(phone, key) == "in_progress"
            assert outcome(phone.post(key)) == (409, "idempotency_in_progress")
            assert not running.done()
        first = running.result()
        assert outcome(first) == CREATED
        told = phone.get(f"{KEYS}/{key}").json()
        assert (told["state"], told["status"], told["location"]) == ("done", 201, first.headers["Location"])

    def test_is_unknown_once_it_failed(self, phone, books, slow_work, key):
        slow_work(20.0)
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(phone.post, key)
            assert books.worker_is_in_transaction()
            assert state(phone, key) == "in_progress"
            books.cut_connection_at_work()
        assert running.result().status_code == 503
        assert state(phone, key) == "unknown"


class TestThousandLookups:
    def test_refuse_none_of_fifty_claims(self, phone, books, slow_work, measured):
        slow_work(0.2)
        keys = [str(uuid4()) for _ in range(CLAIMS)]
        each = LOOKUPS // CLAIMS + 1

        def ask(number: int) -> Any:
            """One claim, then lookups of keys of its neighbours'."""
            if number % each == 0:
                return outcome(phone.post(keys[number // each]))
            return state(phone, keys[(number // each + number % 5) % CLAIMS])

        told = Counter(at_once(CLAIMS * each, ask, THREADS))
        assert told.pop(CREATED) == books.expenses() == CLAIMS
        assert set(told) == {"unknown", "in_progress", "done"}
        assert told.total() == LOOKUPS
        assert {state(phone, key) for key in keys} == {"done"}
        measured(f"{CLAIMS} × 201, 0 × 409; of {LOOKUPS} lookups {told['in_progress']} in progress")


@pytest.fixture(scope="module")
def nginx(product) -> Iterator[Nginx]:
    with Nginx(product.port) as nginx:
        yield nginx


@pytest.fixture
def ask(nginx, phone) -> Callable[[str], Answer]:
    """Through nginx, with the path as it stands."""
    token = phone.headers["Authorization"]

    def asked(path: str) -> Answer:
        head = (
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {token}\r\nConnection: close\r\n\r\n"
        )
        [answer] = exchange(nginx, head.encode())
        return answer

    return asked


class TestThroughNginx:
    @pytest.mark.parametrize("key", TRICKY)
    def test_any_key_is_found_encoded_or_not(self, phone, ask, key):
        assert outcome(phone.post(key)) == CREATED
        for safe in ("", "/:+=~"):
            answer = ask(f"{KEYS}/{quote(key, safe=safe)}")
            assert (answer.status, answer.json()["state"]) == (200, "done")
            assert answer.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("key", ["%22a%22", "a%20b", "a%252Fb", "%FF", "%C3%A9", "", "a%0A"])
    def test_what_is_no_key_is_a_400(self, ask, key):
        assert ask(f"{KEYS}/{key}").outcome == (400, "idempotency_key_invalid")

    @pytest.mark.parametrize("key", ["../" * 4 + "a", "..%2F" * 4 + "a", "%00"])
    def test_what_nginx_refuses_is_a_400_too(self, ask, key):
        assert ask(f"{KEYS}/{key}").outcome == (400, "bad_request")

    def test_no_key_is_logged(self, ask, nginx, product, key):
        assert ask(f"{KEYS}/{key}").status == 200
        assert ask(f"{KEYS}/{key}%20").status == 400
        logged = nginx.access_log.read_text()
        assert f'"GET {KEYS}/(key)" 200' in logged
        assert key not in logged + product.log

    def test_a_client_that_tidies_paths_asks_by_encoding_slashes(self, nginx, phone):
        """As browsers and OkHttp do, and httpx: of ``c/../d`` they leave ``d``."""
        assert outcome(phone.post("c/../d")) == CREATED
        with nginx.client(headers=phone.headers) as client:
            told = [client.get(f"{KEYS}/{path}").json()["state"] for path in ("c/../d", "c%2F..%2Fd")]
        assert told == ["unknown", "done"]
