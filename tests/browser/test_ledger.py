import re

import pytest

from .day import WRONG_KEY
from .visitor import Visitor

pytestmark = pytest.mark.product

LEDGER = "/admin/idempotency/ledgerentry/"


class TestLedger:
    def test_is_searched_and_tells_the_story_of_a_request(self, visitor: Visitor, day, screenshot):
        page = visitor.page
        visitor.open(LEDGER)
        page.locator("#searchbar").fill(f"{WRONG_KEY} user:user@example.com")
        page.get_by_role("button", name="Search").click()
        assert visitor.rows().count() == 1
        page.get_by_role("link", name=WRONG_KEY).click()
        told = page.locator("#content").inner_text()
        assert "Yes: every retry gets what the first request got." in told
        assert re.search(r"Yes, \d+ bytes, for another (1 day, 0|2[0-9]):", told)
        screenshot(page, "ledger-story")

    def test_leads_to_the_row_and_to_the_user(self, visitor: Visitor, day):
        visitor.open(f"{LEDGER}?q={day.location}")
        visitor.rows().get_by_role("link").click()
        visitor.page.get_by_role("link", name=day.location).click()
        assert visitor.page.url.endswith(f"/admin/finance/expense/{day.expense}/change/")
        assert "2,300.00 INR" in visitor.page.locator(".field-amount").inner_text()
        visitor.page.go_back()
        visitor.page.locator("#content").get_by_role("link", name="user@example.com").click()
        assert "/admin/accounts/user/" in visitor.page.url

    def test_finds_nothing_of_what_was_refused(self, visitor: Visitor):
        visitor.open(f"{LEDGER}?q=status:400")
        assert visitor.rows().count() == 0
