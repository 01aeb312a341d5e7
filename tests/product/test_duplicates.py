"""Fifty requests with one key at once, over two processes, while the work takes its time."""

from collections.abc import Iterator

import httpx
import pytest

from tests.servers import Product, Valkey
from tests.threads import at_once

from .phone import CREATED, IN_PROGRESS, is_replay, outcome

pytestmark = pytest.mark.product

TROUBLES = {"working": lambda valkey: None, "stopped": Valkey.stop, "hanging": Valkey.pause}


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture
def product(database, product_valkey) -> Iterator[Product]:
    """A new one for each test: none of its processes knows yet that Redis is in trouble."""
    with Product(database_url=database, redis_url=product_valkey.url) as product:
        yield product


@pytest.fixture(params=TROUBLES)
def redis_state(request, product, product_valkey) -> Iterator[str]:
    TROUBLES[request.param](product_valkey)
    yield request.param
    if request.param == "stopped":
        product_valkey.start()
    product_valkey.resume()


class TestFiftyAtOnce:
    def test_happen_once_whatever_redis_does(self, product, phone, books, slow_work, key, redis_state):
        slow_work(0.2)
        answers = at_once(50, lambda _: phone.post(key))
        created = [answer for answer in answers if outcome(answer) == CREATED]
        refused = [answer for answer in answers if outcome(answer) != CREATED]

        assert books.expenses() == 1
        assert sum(not is_replay(answer) for answer in created) == 1
        assert len({answer.content for answer in created}) == 1
        assert refused, "all of them waited: no two ran at the same time"
        assert {outcome(answer) for answer in refused} == {IN_PROGRESS}
        assert {answer.headers["Retry-After"] for answer in refused} == {"1"}

        assert_replays(phone.post(key), created[0])
        assert books.expenses() == 1
        assert ("Redis failed" in product.log) == (redis_state != "working")


def assert_replays(retry: httpx.Response, first: httpx.Response) -> None:
    assert is_replay(retry)
    assert (retry.status_code, retry.content) == (first.status_code, first.content)
