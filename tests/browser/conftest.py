"""One product with a day's work in it and one browser, for all tests of the package."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.servers import Product, Valkey

from .day import Day
from .history import remember
from .visitor import DESK, Visitor

CHROMIUM: Final = shutil.which("chromium") or ""
OPTIONS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("chromium is not installed (a package of the system)")
    with (
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS) as browser,
    ):
        yield browser


@pytest.fixture(scope="package")
def site(browser, demo_database) -> Iterator[Product]:
    database_url = demo_database("browser")
    remember(database_url)
    with (
        Valkey("--maxmemory", "32mb") as valkey,
        Product(database_url=database_url, redis_url=valkey.url) as site,
    ):
        yield site


@pytest.fixture(scope="package")
def day(site) -> Iterator[Day]:
    with site.client(timeout=30) as client:
        yield Day(client)


@pytest.fixture(scope="package")
def admins_cookies(browser, site) -> Any:
    return cookies_of("admin@example.com", browser, site)


@pytest.fixture
def visit(browser, site, day, admins_cookies) -> Iterator[Callable[..., Visitor]]:
    """Gives a superuser at a browser of its own; none of its pages may complain."""
    with ExitStack() as open_contexts:
        visitors: list[Visitor] = []

        def new(**options: Any) -> Visitor:
            chosen = {"viewport": DESK, "storage_state": admins_cookies, "base_url": site.base_url, **options}
            context: BrowserContext = open_contexts.enter_context(browser.new_context(**chosen))
            visitors.append(Visitor(context))
            return visitors[-1]

        yield new
        assert [complaint for visitor in visitors for complaint in visitor.complaints] == []


@pytest.fixture
def visitor(visit) -> Visitor:
    return visit()


def cookies_of(username: str, browser: Browser, site: Product) -> Any:
    """Those that a browser has after a login."""
    with browser.new_context(base_url=site.base_url) as context:
        visitor = Visitor(context)
        visitor.open("/admin/login/?next=/admin/")
        visitor.log_in(username=username)
        visitor.page.wait_for_url("**/admin/")
        return context.storage_state()
