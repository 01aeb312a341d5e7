"""All paths that create something keep the promise, on real servers and on the embedded default."""

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from tests.servers import Product

from .calls import CHECK_IN_WITH_DOCUMENTS, READY, WITH_FILES, Call, send
from .demo_product import DemoProduct
from .phone import CREATED, Phone, is_replay, outcome, token_of

pytestmark = pytest.mark.product

KEY_REUSED = (409, "idempotency_key_reused")


@pytest.fixture(scope="module", params=["servers", "embedded"])
def place(request, tmp_path_factory) -> Iterator[tuple[Product, str]]:
    """A product and a token for it."""
    if request.param == "servers":
        yield request.getfixturevalue("shared_product"), request.getfixturevalue("token")
        return
    with DemoProduct.embedded(tmp_path_factory.mktemp("embedded")) as product:
        yield product, token_of(product)


@pytest.fixture(scope="module")
def phone(place) -> Iterator[Phone]:
    phone = Phone(*place)
    with phone.client:
        yield phone


@pytest.fixture
def call(phone, path) -> Call:
    return READY[path](phone)


def assert_replays(retry: httpx.Response, first: httpx.Response) -> None:
    assert outcome(first) == outcome(retry) == CREATED
    assert not is_replay(first)
    assert is_replay(retry)
    assert retry.content == first.content
    assert retry.headers["Content-Type"] == first.headers["Content-Type"]
    assert retry.headers["Location"] == first.headers["Location"]


@pytest.mark.parametrize("path", READY)
class TestPath:
    def test_creates_and_says_where(self, phone, call):
        created = send(phone, call)
        assert outcome(created) == CREATED
        assert phone.get(created.headers["Location"]).json()["id"] == created.json()["id"]

    def test_gives_the_same_answer_again(self, phone, call, key):
        first = send(phone, call, key)
        for _ in range(3):
            assert_replays(send(phone, call, key), first)

    def test_refuses_another_payload_under_the_same_key(self, phone, call, key):
        first = send(phone, call, key)
        assert outcome(send(phone, call.changed(), key)) == KEY_REUSED
        assert_replays(send(phone, call, key), first)

    def test_needs_a_key(self, phone, call):
        assert outcome(send(phone, call, key="")) == (400, "idempotency_key_missing")
        assert outcome(send(phone, call)) == CREATED


class TestPathWithFiles:
    @pytest.mark.parametrize("path", WITH_FILES)
    def test_gives_the_same_answer_to_another_boundary(self, phone, call, key):
        first = send(phone, call, key)
        assert_replays(send(phone, call, key, boundary="second"), first)

    @pytest.mark.parametrize("path", WITH_FILES)
    def test_refuses_another_file_under_the_same_key(self, phone, call, key):
        assert outcome(send(phone, call, key)) == CREATED
        [(part, content), *others] = call.files
        other = replace(call, files=((part, content + b"\n"), *others))
        assert outcome(send(phone, other, key)) == KEY_REUSED

    @pytest.mark.parametrize("path", [CHECK_IN_WITH_DOCUMENTS])
    def test_refuses_files_that_have_changed_places(self, phone, call, key):
        assert outcome(send(phone, call, key)) == CREATED
        swapped = replace(call, files=call.files[::-1])
        assert outcome(send(phone, swapped, key)) == KEY_REUSED
