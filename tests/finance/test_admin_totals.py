import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.accounts.admin_site import client_of


@pytest.mark.parametrize("kind", ["expense", "revenue"])
class TestTotals:
    @pytest.fixture
    def totals(self, manager, kind):
        """As the list shows them, for a search or a filter."""
        client = client_of(manager)

        def shown(**query):
            page = client.get(f"/admin/finance/{kind}/", query)
            found = {total["money"]: total["payments"] for total in page.context["totals"]}
            assert all(money in page.content.decode() for money in found)
            return found

        return shown

    @pytest.fixture
    def record(self, add, login, staff, kind):
        return lambda **fields: add(login(staff), f"{kind}s", **fields)

    def test_are_of_each_currency(self, totals, record):
        for amount, currency in ((100, "INR"), (123456, "INR"), (5, "EUR"), (700, "JPY")):
            record(amountCents=amount, currency=currency)
        assert totals() == {"1,235.56 INR": 2, "0.05 EUR": 1, "700 JPY": 1}

    def test_are_of_the_rows_that_are_listed(self, totals, record):
        record(amountCents=100, paymentMode="cash", description="Lamp")
        record(amountCents=200, paymentMode="cash", description="Soap")
        record(amountCents=400, paymentMode="card", description="Lamp")
        assert totals(payment_mode__exact="cash") == {"3.00 INR": 2}
        assert totals(payment_mode__exact="cash", q="lamp") == {"1.00 INR": 1}

    def test_go_beyond_the_page(self, totals, record, monkeypatch):
        monkeypatch.setattr("finance.admin.PaymentAdmin.list_per_page", 1)
        for amount in (100, 200):
            record(amountCents=amount)
        assert totals() == {"3.00 INR": 2}

    def test_leave_out_what_is_voided(self, totals, record, login, manager, post, kind):
        record(amountCents=100)
        wrong = record(amountCents=200)
        post(login(manager), f"/v1/finance/{kind}s/{wrong['id']}/void", {"reason": "Twice"})
        assert totals() == {"1.00 INR": 1}
        assert totals(voided="yes") == {}

    def test_leave_out_other_organisations(
        self, totals, record, add, login, other_manager, other_property, kind
    ):
        record(amountCents=100)
        add(login(other_manager), f"{kind}s", propertyId=other_property.pk)
        assert totals() == {"1.00 INR": 1}

    def test_take_one_statement(self, totals, record):
        record()
        with CaptureQueriesContext(connection) as asked:
            totals()
        assert len([query for query in asked if "SUM(" in query["sql"]]) == 1
