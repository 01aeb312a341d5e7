import time_machine

from finance.models import Expense, Revenue

from .conftest import fresh_key


class TestCreatingAnExpense:
    def test_answers_the_row(self, login, staff, post, expense, property_):
        with time_machine.travel("2025-12-13T11:00:00Z", tick=False):
            response = post(login(staff), "/v1/finance/expenses", expense)
        row = Expense.objects.get()
        assert response.status_code == 201
        assert response["Location"] == f"/v1/finance/expenses/{row.pk}"
        assert response.json() == {
            "id": row.pk,
            "propertyId": property_.pk,
            "category": "maintenance",
            "amountCents": 50000,
            "currency": "INR",
            "description": "Test expense",
            "expenseDate": "2025-12-13T10:00:00Z",
            "paymentMode": "cash",
            "paymentReference": "",
            "vendor": "",
            "receiptId": None,
            "createdById": staff.pk,
            "createdAt": "2025-12-13T11:00:00Z",
            "voidedAt": None,
            "voidedById": None,
            "voidReason": "",
        }

    def test_stores_it_for_the_organisation_of_whoever_asks(self, login, staff, post, expense):
        post(login(staff), "/v1/finance/expenses", expense)
        row = Expense.objects.get()
        assert (row.organisation, row.created_by) == (staff.organisation, staff)

    def test_takes_the_optional_fields(self, login, staff, add):
        row = add(login(staff), paymentReference="TXN-1", vendor="Sharma & Sons")
        assert (row["paymentReference"], row["vendor"]) == ("TXN-1", "Sharma & Sons")

    def test_keeps_the_instant_of_any_zone(self, login, staff, add):
        assert (
            add(login(staff), expenseDate="2025-12-13T15:30:00+05:30")["expenseDate"]
            == "2025-12-13T10:00:00Z"
        )

    def test_takes_amounts_from_1_to_a_trillion(self, login, staff, add):
        client = login(staff)
        assert [add(client, amountCents=amount)["amountCents"] for amount in (1, 10**12)] == [1, 10**12]

    def test_can_be_read_at_its_location(self, login, staff, post, expense):
        client = login(staff)
        created = post(client, "/v1/finance/expenses", expense)
        assert client.get(created["Location"]).json() == created.json()

    def test_happens_once(self, login, staff, expense):
        client = login(staff)
        key = fresh_key()
        first, second = (
            client.post("/v1/finance/expenses", expense, format="json", headers=key) for _ in range(2)
        )
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert second["Idempotent-Replayed"] == "true"
        assert Expense.objects.count() == 1


class TestCreatingARevenue:
    def test_answers_the_row(self, login, staff, post, revenue, property_):
        with time_machine.travel("2025-12-13T11:00:00Z", tick=False):
            response = post(login(staff), "/v1/finance/revenues", revenue)
        row = Revenue.objects.get()
        assert response.status_code == 201
        assert response["Location"] == f"/v1/finance/revenues/{row.pk}"
        assert response.json() == {
            "id": row.pk,
            "propertyId": property_.pk,
            "source": "room",
            "amountCents": 120000,
            "currency": "INR",
            "description": "Room 12",
            "revenueDate": "2025-12-13T10:00:00Z",
            "paymentMode": "upi",
            "paymentReference": "",
            "checkInId": None,
            "createdById": staff.pk,
            "createdAt": "2025-12-13T11:00:00Z",
            "voidedAt": None,
            "voidedById": None,
            "voidReason": "",
        }
