"""The script of the first guide, word for word, on the embedded default and on real servers."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.examples import EXPENSE
from tests.servers import Product
from tests.threads import at_once

from .demo_product import DemoProduct
from .phone import CREATED, Phone, is_replay, outcome, token_of

pytestmark = pytest.mark.product

LOGIN = '{"email":"user@example.com","password":"changeme"}'
FIRST = (
    '{"propertyId":1,"category":"maintenance","amountCents":50000,"currency":"INR",'
    '"description":"Test expense","expenseDate":"2025-12-13T10:00:00Z","paymentMode":"cash"}'
)
OTHER = (
    '{"propertyId":1,"category":"utilities","amountCents":75000,"currency":"INR",'
    '"description":"Different expense","expenseDate":"2025-12-13T10:00:00Z","paymentMode":"upi"}'
)


@pytest.fixture(scope="module", params=["1", "2"])
def embedded_product(request, tmp_path_factory) -> Iterator[Product]:
    """On SQLite and an embedded Redis: in one process, as is the default, and in two."""
    with DemoProduct.embedded(tmp_path_factory.mktemp("embedded"), workers=request.param) as product:
        yield product


def follow_the_guide(client: httpx.Client) -> None:
    def post(path: str, body: str, **headers: str) -> httpx.Response:
        return client.post(path, content=body, headers={"Content-Type": "application/json", **headers})

    token = post("/auth/login", LOGIN).json()["accessToken"]
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": str(uuid4())}
    created = post("/v1/finance/expenses", FIRST, **headers)
    again = post("/v1/finance/expenses", FIRST, **headers)
    other = post("/v1/finance/expenses", OTHER, **headers)

    assert created.status_code == 201
    assert "Idempotent-Replayed" not in created.headers
    assert_same_values(created.json(), json.loads(FIRST))

    assert again.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == created.content
    assert again.headers["Location"] == created.headers["Location"]

    assert outcome(other) == (409, "idempotency_key_reused")
    assert other.headers["Content-Type"] == "application/problem+json"
    assert b"Test expense" not in other.content


def assert_same_values(answer: dict[str, Any], sent: dict[str, Any]) -> None:
    assert {name: answer[name] for name in sent} == sent


class TestGuide:
    def test_works_word_for_word_on_the_embedded_default(self, embedded_product):
        with embedded_product.client(timeout=20) as client:
            follow_the_guide(client)

    def test_works_word_for_word_on_postgres_and_valkey(self, product, books):
        with product.client(timeout=20) as client:
            follow_the_guide(client)
        assert books.expenses() == 1


class TestFiftyAtOnceOnTheEmbeddedDefault:
    """There a duplicate waits for its turn, and replays."""

    def test_happen_once_and_all_get_the_one_answer(self, embedded_product, key):
        phone = Phone(embedded_product, token_of(embedded_product))
        with phone.client:
            answers = at_once(50, lambda _: phone.post(key, EXPENSE | {"description": key}))
            assert {outcome(answer) for answer in answers} == {CREATED}
            assert len({answer.content for answer in answers}) == 1
            assert sum(not is_replay(answer) for answer in answers) == 1
            assert len(phone.expenses(description=key)) == 1
