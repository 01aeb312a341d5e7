import csv
from typing import Any

import pytest

from .conftest import cookies_of
from .visitor import Visitor

pytestmark = pytest.mark.product

EXPENSES = "/admin/finance/expense/"


@pytest.fixture(scope="package")
def managers_cookies(browser, site) -> Any:
    return cookies_of("user@example.com", browser, site)


@pytest.fixture
def manager(visit, managers_cookies) -> Visitor:
    """The manager of the demo hotel."""
    manager: Visitor = visit(storage_state=managers_cookies)
    return manager


class TestExpenses:
    def test_are_added_up_by_currency(self, visitor: Visitor, screenshot):
        visitor.open(EXPENSES)
        totals = visitor.page.get_by_role("region", name="Totals").inner_text()
        assert "120.00 EUR" in totals
        assert "5,000 JPY" in totals
        screenshot(visitor.page, "expenses")

    def test_are_added_up_as_they_are_filtered(self, visitor: Visitor):
        visitor.open(EXPENSES)
        visitor.page.get_by_role("link", name="Food and beverage").click()
        totals = visitor.page.get_by_role("region", name="Totals").inner_text()
        assert "865.00 INR" in totals
        assert "EUR" not in totals

    def test_are_exported_as_they_are_filtered(self, visitor: Visitor, tmp_path):
        visitor.open(f"{EXPENSES}?q=soap")
        with visitor.page.expect_download() as begun:
            visitor.page.get_by_role("link", name="Export as CSV").click()
        [row] = table(begun.value, tmp_path)
        assert (row["amount"], row["currency"]) == ("999.99", "INR")
        assert (row["description"], row["void reason"]) == ("'=Soap, entered twice", "Entered twice")

    def test_are_exported_as_they_are_ticked(self, manager: Visitor, tmp_path):
        manager.open(EXPENSES)
        for place in (0, 1):
            manager.rows().nth(place).get_by_role("checkbox").check()
        manager.page.locator("select[name=action]").select_option("export_selected")
        with manager.page.expect_download() as begun:
            manager.page.get_by_role("button", name="Go").click()
        assert len(table(begun.value, tmp_path)) == 2


class TestManager:
    def test_sees_guests_with_masked_numbers(self, manager: Visitor):
        manager.open("/admin/guestcheckin/stay/")
        manager.page.locator("#result_list").get_by_role("link", name="2", exact=True).click()
        shown = manager.page.locator("#content").inner_text()
        assert "Maria Silva" in shown
        assert "****4567" in shown
        assert "CB1234567" not in manager.page.content()

    def test_is_not_offered_the_ledger(self, manager: Visitor):
        manager.open("/admin/")
        assert "Idempotency" not in manager.page.locator("#content").inner_text()
        manager.note_nothing()
        assert manager.open("/admin/idempotency/ledgerentry/").status == 403


def table(download, folder) -> list[dict[str, str]]:
    file = folder / download.suggested_filename
    download.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))
