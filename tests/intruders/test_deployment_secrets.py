"""Whatever breaks, no secret of the environment gets into a log, an answer, an output or an error page."""

import secrets
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.product.traces import traces
from tests.servers import Product, Valkey
from tests.servers.product import SECRETS

from .breakage import NO_STORE, SESSION, Breakage, text_of

pytestmark = pytest.mark.product

DATABASE = "keeps_secrets"
GIVEN = ("REDIS_PASSWORD", "UPLOADS_ACCESS_KEY", "UPLOADS_SECRET_KEY")


@pytest.fixture(scope="module")
def given() -> dict[str, str]:
    return {name: secrets.token_urlsafe(24) for name in GIVEN}


@pytest.fixture(scope="module")
def product_valkey(given) -> Iterator[Valkey]:
    with Valkey(password=given["REDIS_PASSWORD"]) as server:
        yield server


@pytest.fixture(scope="module")
def settings_given(demo_database, product_valkey: Valkey, given: dict[str, str]) -> dict[str, str]:
    return {
        "database_url": demo_database(DATABASE),
        "redis_url": f"redis://127.0.0.1:{product_valkey.port}/0",
        "LOG_LEVEL": "DEBUG",
        **NO_STORE,
        **given,
    }


@pytest.fixture(scope="module")
def hidden(settings_given, given) -> tuple[str, ...]:
    """What must not be read anywhere."""
    password = urlsplit(settings_given["database_url"]).password
    assert password
    return (password, *given.values(), *SECRETS.values())


@pytest.fixture(scope="module")
def error_page() -> list[str]:
    """Filled when the tables are gone."""
    return []


@pytest.fixture(scope="module")
def broken(postgres, product_valkey, settings_given, error_page) -> Iterator[Breakage]:
    with Product(**settings_given) as product, product.client(timeout=30) as client:
        breakage = Breakage(postgres, product_valkey, product, client)
        breakage.log_in()
        breakage.send_nonsense()
        breakage.manage("check", "--deploy")
        breakage.manage("serve", DOCUMENT_KEYS="short")
        breakage.be_without_store()
        breakage.be_without_redis()
        breakage.be_without_tables()
        error_page.append(page_of_an_error(settings_given))
        breakage.be_without_database(DATABASE)
        yield breakage


def page_of_an_error(settings_given: dict[str, str]) -> str:
    """As Django shows it where DEBUG is on."""
    with Product(**settings_given, DEBUG="on", WORKERS="1") as product, product.client(timeout=30) as client:
        answer = client.get("/admin/", headers=SESSION)
    assert answer.status_code == 500
    return answer.text


class TestAnswers:
    def test_were_of_every_kind_and_hold_none(self, broken, hidden, measured):
        statuses = {answer.status_code for answer in broken.answers}
        assert statuses == {200, 201, 400, 401, 500, 503}
        assert traces("".join(map(text_of, broken.answers)).encode(), hidden) == set()
        measured(f"{len(hidden)} secrets, 0 of them in {len(broken.answers)} answers")


class TestLog:
    def test_says_what_broke_and_holds_none(self, broken, hidden, measured):
        log = broken.product.log
        for said in ('"level": "DEBUG"', "Redis failed", "UndefinedTable", "/v1/uploads/file", "pool"):
            assert said in log
        assert traces(log.encode(), hidden) == set()
        measured(f"{len(hidden)} secrets, 0 of them in {len(log.splitlines())} lines at DEBUG")


class TestOutputs:
    def test_of_commands_hold_none(self, broken, hidden):
        checked, refused = broken.outputs
        assert "security.W004" in checked
        assert "DOCUMENT_KEYS is missing or shorter" in refused
        assert traces("".join(broken.outputs).encode(), hidden) == set()


class TestErrorPage:
    def test_shows_settings_and_environment_but_none(self, broken, error_page, hidden):
        [page] = error_page
        for shown in ("UndefinedTable", "DATABASE_URL", "IDEMPOTENCY_SEALING_KEYS", "UPLOADS_SECRET_KEY"):
            assert shown in page
        assert traces(page.encode(), hidden) == set()
