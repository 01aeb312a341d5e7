"""Numbers of documents and passwords are sent everywhere, rightly and wrongly; then they are looked for."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from tests.servers import Product, Valkey

from .backstage import Backstage
from .calls import CHECK_IN
from .everywhere import asked
from .phone import Phone, token_of
from .scrapes import TOKEN, Scrapes
from .traces import GUEST_NAME, PASSPORT, PERSON, redis_content, tables, traces
from .wire import exchange

pytestmark = pytest.mark.product

EXPECTED = {
    "aadhaar_image_refused",
    "body_too_large",
    "file_too_large",
    "file_type_refused",
    "full_aadhaar_refused",
    "idempotency_key_missing",
    "idempotency_key_reused",
    "invalid_credentials",
    "invalid_token",
    "parse_error",
    "room_occupied",
    "validation_error",
}
MASKED = f"****{PASSPORT[-4:]}".encode()


@pytest.fixture(scope="module")
def url(demo_database) -> str:
    return demo_database("no_traces")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("no_traces")


@pytest.fixture(scope="module")
def product_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def product(url, product_valkey, folder) -> Iterator[Product]:
    """It logs as much as it can."""
    settings = {"UPLOADS_ROOT": str(folder), "LOG_LEVEL": "DEBUG", "METRICS_TOKEN": TOKEN}
    with Product(database_url=url, redis_url=product_valkey.url, **settings) as product:
        yield product


@pytest.fixture(scope="module")
def phone(product) -> Iterator[Phone]:
    with product.client(timeout=20) as client:
        yield Phone(product, token_of(product), client)


@pytest.fixture(scope="module")
def backstage(product) -> Iterator[Backstage]:
    backstage = Backstage(product)
    with backstage.client:
        yield backstage


@pytest.fixture(scope="module")
def answers(product, phone, backstage) -> list[httpx.Response]:
    """To everything; one request also breaks off in the middle of its body."""
    head = phone.raw("Content-Length: 900", key=str(uuid4()), path=CHECK_IN)
    [incomplete] = exchange(product, head + f'{{"passportNumber": "{PASSPORT}"'.encode(), end_sending=True)
    assert incomplete.outcome == (400, "body_incomplete")
    return asked(phone, backstage)


def is_json(answer: httpx.Response) -> bool:
    return "json" in answer.headers.get("Content-Type", "")


class TestAnswers:
    def test_were_of_every_kind_and_none_an_error_of_the_product(self, answers):
        codes = {answer.json()["code"] for answer in answers if answer.is_error and is_json(answer)}
        assert codes >= EXPECTED
        statuses = {answer.status_code for answer in answers}
        assert statuses == {200, 201, 204, 302, 400, 401, 404, 405, 409, 413, 415}

    def test_of_success_show_no_number(self, answers):
        shown = b"".join(answer.content for answer in answers if answer.is_success and is_json(answer))
        assert MASKED in shown
        assert traces(shown) == set()


class TestLog:
    def test_is_at_work_and_holds_nothing(self, answers, product):
        log = product.log.encode()
        assert b'"level": "DEBUG"' in log
        assert b"POST /v1/guest-checkin/create 400" in log
        assert [line[:60] for line in log.splitlines() if traces(line)] == []


class TestAccessLog:
    @pytest.fixture
    def lines(self, answers, product):
        """Those of requests; every line of the log is JSON, also those of the server itself."""
        lines = [json.loads(line) for line in product.log.splitlines()]
        assert {"_granian", "hotelops.api.access"} < {line["logger"] for line in lines}
        return [line for line in lines if line["logger"] == "hotelops.api.access"]

    def test_has_one_line_for_each_request(self, answers, lines):
        logged = Counter(line["requestId"] for line in lines)
        assert {logged[answer.headers["X-Request-ID"]] for answer in answers} == {1}

    def test_shows_nobody_and_no_key(self, answers, lines):
        keys = {answer.request.headers.get("Idempotency-Key", "") for answer in answers} - {""}
        text = "\n".join(map(json.dumps, lines))
        assert len({line.get("keyHash") for line in lines}) > 10
        assert {key for key in keys if key in text} == set()
        assert traces(text.encode(), PERSON) == set()


class TestMetrics:
    def test_are_at_work_and_hold_nothing(self, answers, product):
        numbers = Scrapes(product).text().encode()
        assert b'route="/v1/guest-checkin/create"' in numbers
        assert traces(numbers) == traces(numbers, PERSON) == set()


class TestRedis:
    def test_is_at_work_and_holds_nothing(self, answers, product_valkey):
        with product_valkey.client() as client:
            kept = redis_content(client)
            assert client.dbsize() > 10
        assert b"idempotency:1:" in kept
        assert traces(kept) == traces(kept, PERSON) == set()


class TestPostgres:
    def test_holds_guests_but_no_number(self, answers, url):
        kept = tables(url)
        assert traces(kept["guestcheckin_stay"], PERSON) == set(PERSON)
        assert {name for name, rows in kept.items() if traces(rows)} == set()

    def test_shows_no_guest_in_the_ledger(self, answers, url):
        ledger = tables(url)["idempotency_ledgerentry"]
        assert b"/v1/guest-checkin/create" in ledger
        assert traces(ledger, PERSON) == set()


class TestStore:
    def test_holds_pictures_without_what_was_hidden_in_them(self, answers, folder):
        blobs = [path for path in folder.rglob("*") if path.is_file()]
        assert len(blobs) >= 2
        assert traces(b"".join(path.read_bytes() for path in blobs)) == set()
        assert traces("".join(map(str, blobs)).encode()) == set()


class TestAdminPages:
    def test_show_guests_but_no_number(self, answers, backstage):
        pages = list(backstage.pages())
        assert len(pages) > 50
        assert {page.status_code for page in pages} == {200}
        shown = b"".join(page.content for page in pages)
        assert GUEST_NAME.encode() in shown
        assert MASKED in shown
        assert {str(page.url) for page in pages if traces(page.content)} == set()
