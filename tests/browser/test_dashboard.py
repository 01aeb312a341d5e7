import pytest
from playwright.sync_api import expect

from idempotency.admin.dashboard import REFRESHED_EVERY
from tests.examples import EXPENSE

from .day import EXPENSES
from .visitor import PHONE, Visitor

pytestmark = pytest.mark.product

DASHBOARD = "/admin/idempotency/outcomecount/dashboard/"
ENTRIES = "//dt[.='Entries']/following-sibling::dd"
REFRESH = "document.dispatchEvent(new Event('visibilitychange'))"
WRITTEN = """
(least) => {
    document.dispatchEvent(new Event("visibilitychange"));
    const shown = (kind) => Number(document.querySelector(`#chart-hour .kind-${kind} b`).textContent);
    return Object.entries(least).every(([kind, count]) => shown(kind) >= count);
}
"""
CAME = {"executed": 19, "replayed": 1, "refused": 2}
"""Of the day, at least."""
BACKGROUND = "getComputedStyle(document.body).backgroundColor"
FILL = "getComputedStyle(document.querySelector('#chart-hour rect.kind-executed')).fill"


def wait_for_counts(visitor: Visitor) -> None:
    """The workers write what they count every ten seconds."""
    visitor.page.wait_for_function(WRITTEN, arg=CAME, polling=500, timeout=60_000)


class TestDashboard:
    def test_is_on_the_index(self, visitor: Visitor):
        visitor.open("/admin/")
        visitor.page.locator("#content").get_by_role("link", name="Dashboard").first.click()
        assert visitor.page.url.endswith(DASHBOARD)

    def test_shows_what_the_day_came_to(self, visitor: Visitor):
        visitor.open(DASHBOARD)
        wait_for_counts(visitor)
        shown = visitor.page.locator("#chart-hour .totals").inner_text().split()
        totals = dict(zip(shown[1::2], map(int, shown[::2]), strict=True))
        assert totals.pop("executed") >= 19
        assert totals == {"replayed": 1, "refused": 2, "failed": 0}
        chart = visitor.page.get_by_role("img", name="The last hour, by the minute")
        assert chart.locator("rect.kind-executed").count() >= 1

    def test_counts_a_request_without_a_reload(self, visitor: Visitor, day):
        page = visitor.page
        visitor.open(DASHBOARD)
        before = page.locator(ENTRIES).inner_text()
        page.locator("#table-day summary").click()
        assert day.post(EXPENSES, EXPENSE).status_code == 201
        page.evaluate(REFRESH)
        expect(page.locator(ENTRIES)).not_to_have_text(before)
        assert page.locator("#table-day table").is_visible()

    def test_refreshes_by_itself(self, visitor: Visitor):
        visitor.page.clock.install()
        visitor.open(DASHBOARD)
        visitor.page.evaluate("document.querySelector('#dashboard time').textContent = 'old'")
        visitor.page.clock.fast_forward(REFRESHED_EVERY * 1000)
        expect(visitor.page.locator("#dashboard time")).not_to_have_text("old")

    def test_says_when_it_is_no_longer_up_to_date(self, visitor: Visitor):
        visitor.open(DASHBOARD)
        visitor.page.context.clear_cookies()
        visitor.page.evaluate(REFRESH)
        visitor.page.get_by_role("alert").wait_for()
        assert "You are no longer logged in." in visitor.page.get_by_role("alert").inner_text()

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_is_light_or_dark_as_the_browser_is(self, visit, scheme, screenshot):
        visitor: Visitor = visit(color_scheme=scheme)
        visitor.open(DASHBOARD)
        wait_for_counts(visitor)
        background, fill = visitor.page.evaluate(BACKGROUND), visitor.page.evaluate(FILL)
        assert (brightness(background) > 128) == (scheme == "light")
        assert abs(brightness(fill) - brightness(background)) > 64
        screenshot(visitor.page, f"dashboard-{scheme}")

    def test_fits_on_a_phone(self, visitor: Visitor):
        visitor.open(DASHBOARD)
        assert visitor.fits(PHONE)
        visitor.page.locator("#table-hour summary").click()
        assert visitor.fits(PHONE)


def brightness(colour: str) -> float:
    """0 for black, 255 for white, of a CSS colour such as ``rgb(18, 18, 18)``."""
    red, green, blue = (int(part) for part in colour.removeprefix("rgb(").removesuffix(")").split(","))
    return 0.299 * red + 0.587 * green + 0.114 * blue
