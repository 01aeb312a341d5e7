"""Redis in every trouble, on the running product: the answers are as ever, and Redis is used again."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest

from tests.product.phone import outcome
from tests.servers import Product, Valkey

from .postgres_promise import Request
from .redis_fakes import FAKES, Behaviour, fake
from .redis_faults import FAULTS, Fault, refused
from .redis_guests import GONE, Guest
from .redis_promise import NewRequest, assert_replays, same_as_ever, seconds_until_used, warnings_of

pytestmark = pytest.mark.product


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey(password="right") as server:
        yield server


@pytest.fixture(scope="module")
def product(database, product_valkey, token) -> Iterator[Product]:
    url = product_valkey.url.replace(":right@", "")
    with Product(database_url=database, redis_url=url, REDIS_PASSWORD="right") as product:
        yield product


@pytest.fixture
def new(phone, books, database, redis_now) -> NewRequest:
    return lambda: Request(phone, database, redis_now, str(uuid4()))


def replaced_by(behaviour: Behaviour) -> Fault:
    @contextmanager
    def fault(valkey: Valkey) -> Iterator[None]:
        with refused(valkey), fake(valkey.port, behaviour):
            yield

    return fault


TROUBLES = FAULTS | {name: replaced_by(behaviour) for name, behaviour in FAKES.items()}


class TestRedis:
    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_in_trouble_changes_no_answer(self, product, product_valkey, new, trouble, measured):
        earlier = new()
        answer = earlier.send()
        with warnings_of(product) as warnings, TROUBLES[trouble](product_valkey):
            outcome = same_as_ever(new, earlier, answer)
        seconds = seconds_until_used(new)
        measured(
            f"{outcome}; used again {seconds:.1f} s after its end; warned of {', '.join(sorted(warnings))}"
        )


class TestErasure:
    def test_waits_until_redis_has_room(self, product, product_valkey, phone, new, measured):
        guest = Guest.checked_in(phone)
        with FAULTS["full"](product_valkey):
            reason = guest.is_not_erased(product)
            assert_replays(guest.retry(), guest.answer)
        guest.erase(product)
        assert outcome(guest.retry()) == GONE
        measured(f"the command fails ({reason}), and nothing is erased; it works once Redis does: 410")
