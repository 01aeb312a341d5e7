"""Sentry and OpenTelemetry get to know where it fails and where it is slow, and nothing about a guest."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest

from tests.servers import Product, wait_until

from .backstage import Backstage
from .calls import CHECK_IN
from .collectors import Collector
from .everywhere import GUEST
from .phone import CREATED, Phone, outcome, token_of
from .traces import GUEST_NAME, PERSON, traces
from .traces import SECRETS as SECRET_TEXTS

pytestmark = pytest.mark.product

QUERY = f"?name={GUEST_NAME.replace(' ', '+')}"
RENAMED = "ALTER TABLE guestcheckin_stay RENAME COLUMN {} TO {}"
PAGE = "/admin/guestcheckin/stay/"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


@pytest.fixture(scope="module")
def own_database(demo_database) -> str:
    return demo_database("observed")


@pytest.fixture(scope="module")
def product(own_database, product_valkey, collector) -> Iterator[Product]:
    places = {
        "SENTRY_DSN": f"http://public@{collector.place}/1",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{collector.place}",
        "OTEL_BSP_SCHEDULE_DELAY": "200",
    }
    with Product(database_url=own_database, redis_url=product_valkey.url, **places) as product:
        yield product


@pytest.fixture(scope="module")
def phone(product) -> Iterator[Phone]:
    with product.client(timeout=20) as client:
        yield Phone(product, token_of(product), client)


@pytest.fixture(scope="module")
def backstage(product) -> Iterator[Backstage]:
    backstage = Backstage(product)
    with backstage.client:
        backstage.log_in()
        yield backstage


@pytest.fixture(scope="module")
def key() -> str:
    return str(uuid4())


@pytest.fixture(scope="module")
def created(phone, key) -> httpx.Response:
    answer = phone.post(key, {**GUEST, "roomNumber": "71"}, CHECK_IN + QUERY)
    assert outcome(answer) == CREATED
    return answer


@pytest.fixture(scope="module")
def failed(phone, backstage, own_database) -> list[httpx.Response]:
    """A write and a page for which the table is not what the program takes it for."""
    with psycopg.connect(own_database, autocommit=True) as connection:
        connection.execute(RENAMED.format("purpose_of_visit", "renamed"))
        body = {**GUEST, "roomNumber": "72"}
        answers = [phone.post(str(uuid4()), body, CHECK_IN + QUERY), backstage.get(PAGE)]
        connection.execute(RENAMED.format("renamed", "purpose_of_visit"))
    assert [answer.status_code for answer in answers] == [500, 500]
    return answers


def ids(answers: list[httpx.Response]) -> list[str]:
    return [answer.headers["X-Request-ID"] for answer in answers]


class TestSentry:
    @pytest.fixture
    def events(self, failed, collector):
        """Those about what failed, in the order in which it did."""
        assert wait_until(
            lambda: {*ids(failed)} <= {event["tags"]["request_id"] for event in collector.events()}, 20
        )
        by_id = {event["tags"]["request_id"]: event for event in collector.events()}
        return [by_id[request_id] for request_id in ids(failed)]

    def test_is_told_what_failed_and_where(self, events):
        write, page = events
        assert write["tags"]["route"] == f"POST {CHECK_IN}"
        assert page["tags"]["route"] == f"GET {PAGE}"
        for event in events:
            assert [one["type"] for one in event["exception"]["values"]] == [
                "UndefinedColumn",
                "ProgrammingError",
            ]
            frames = event["exception"]["values"][-1]["stacktrace"]["frames"]
            assert {"execute"} <= {frame["function"] for frame in frames}
        assert write["logentry"]["message"] == f"Unhandled exception in POST {CHECK_IN}"

    def test_is_told_nothing_about_the_guest(self, events, collector, phone, backstage):
        told = collector.everything()
        assert (
            traces(told, (*PERSON, *SECRET_TEXTS, phone.headers["Authorization"], backstage.cookies()))
            == set()
        )
        for event in events:
            assert event.keys().isdisjoint({"request", "breadcrumbs", "extra", "user", "contexts"})
            assert not any(
                "vars" in frame
                for one in event["exception"]["values"]
                for frame in one["stacktrace"]["frames"]
            )


class TestOpenTelemetry:
    @pytest.fixture
    def spans(self, created, collector):
        """Those of the write."""
        request_id = created.headers["X-Request-ID"]

        def of_the_write():
            found = collector.spans()
            own = {span["trace"] for span in found if span.get("request.id") == request_id}
            return [span for span in found if span["trace"] in own]

        assert wait_until(of_the_write, 20)
        return of_the_write()

    def test_gets_the_request_with_its_id_and_route(self, spans, created):
        [request] = [span for span in spans if "request.id" in span]
        assert request["name"] == f"POST {CHECK_IN}"
        assert request["http.route"] == CHECK_IN

    def test_gets_its_statements_and_commands_without_values(self, spans):
        statements = [span["db.statement"] for span in spans if "db.statement" in span]
        assert any(statement.startswith("INSERT INTO") and "%s" in statement for statement in statements)
        commands = [span["name"] for span in spans if span.get("db.system") == "redis"]
        assert {"GET", "SET"} <= {*commands}
        assert {span["db.system"] for span in spans if "db.statement" in span} == {"postgresql"}

    def test_gets_nothing_about_the_guest(self, spans, failed, collector, key, measured):
        last = ids(failed)[-1]
        assert wait_until(lambda: last in {span.get("request.id") for span in collector.spans()}, 20)
        found = collector.spans()
        told = collector.everything()
        assert traces(told, (*PERSON, *SECRET_TEXTS, key)) == set()
        assert {span["events"] for span in found} == {0}
        measured(f"{len(found)} spans, {len(collector.events())} errors: nothing about the guest")
