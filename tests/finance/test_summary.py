import pytest

SUMMARY = "/v1/finance/summary"
JUNE = {"from": "2025-06-01", "to": "2025-06-30"}


@pytest.fixture
def client(login, manager):
    return login(manager)


def sums(client, **query):
    response = client.get(SUMMARY, query)
    assert response.status_code == 200, response.content
    return response.json()["currencies"]


def days(client, **query):
    """What was spent on which day, in the only currency."""
    (currency,) = sums(client, **query)
    return {day["day"]: day["expensesCents"] for day in currency["byDay"]}


class TestSummary:
    def test_adds_up_each_currency_by_itself(self, client, add, property_):
        at = "2025-06-15T10:00:00Z"
        add(client, amountCents=100, expenseDate=at)
        add(client, amountCents=20, expenseDate=at, category="rent", paymentMode="upi")
        add(client, "revenues", amountCents=500, revenueDate="2025-06-16T10:00:00Z", paymentMode="upi")
        add(client, amountCents=7, expenseDate=at, currency="USD")
        response = client.get(SUMMARY, JUNE | {"property": property_.pk})
        assert response.json() == {
            "from": "2025-06-01",
            "to": "2025-06-30",
            "propertyId": property_.pk,
            "currencies": [
                {
                    "currency": "INR",
                    "expensesCents": 120,
                    "revenuesCents": 500,
                    "netCents": 380,
                    "byCategory": [
                        {"category": "maintenance", "amountCents": 100},
                        {"category": "rent", "amountCents": 20},
                    ],
                    "bySource": [{"source": "room", "amountCents": 500}],
                    "byPaymentMode": [
                        {"paymentMode": "cash", "expensesCents": 100, "revenuesCents": 0, "netCents": -100},
                        {"paymentMode": "upi", "expensesCents": 20, "revenuesCents": 500, "netCents": 480},
                    ],
                    "byDay": [
                        {"day": "2025-06-15", "expensesCents": 120, "revenuesCents": 0, "netCents": -120},
                        {"day": "2025-06-16", "expensesCents": 0, "revenuesCents": 500, "netCents": 500},
                    ],
                },
                {
                    "currency": "USD",
                    "expensesCents": 7,
                    "revenuesCents": 0,
                    "netCents": -7,
                    "byCategory": [{"category": "maintenance", "amountCents": 7}],
                    "bySource": [],
                    "byPaymentMode": [
                        {"paymentMode": "cash", "expensesCents": 7, "revenuesCents": 0, "netCents": -7}
                    ],
                    "byDay": [{"day": "2025-06-15", "expensesCents": 7, "revenuesCents": 0, "netCents": -7}],
                },
            ],
        }

    def test_is_empty_where_nothing_was_paid(self, client, property_):
        response = client.get(SUMMARY, JUNE)
        assert response.json() == {**JUNE, "propertyId": None, "currencies": []}

    def test_leaves_out_what_was_voided(self, client, add, post):
        row = add(client, amountCents=100, expenseDate="2025-06-15T10:00:00Z")
        add(client, amountCents=1, expenseDate="2025-06-15T10:00:00Z")
        post(client, f"/v1/finance/expenses/{row['id']}/void", {"reason": "Typo"})
        assert days(client, **JUNE) == {"2025-06-15": 1}

    def test_adds_up_the_largest_amounts(self, client, add):
        for _ in range(3):
            add(client, amountCents=10**12, expenseDate="2025-06-15T10:00:00Z")
        assert days(client, **JUNE) == {"2025-06-15": 3 * 10**12}

    def test_may_be_of_one_property(self, client, add, hotel_in):
        hotel = hotel_in("UTC")
        add(client, amountCents=1, expenseDate="2025-06-15T10:00:00Z")
        add(client, amountCents=20, expenseDate="2025-06-15T10:00:00Z", propertyId=hotel.pk)
        assert days(client, **JUNE) == {"2025-06-15": 21}
        assert days(client, **JUNE, property=hotel.pk) == {"2025-06-15": 20}

    def test_shows_nothing_of_another_organisation(self, client, add, login, other_manager, property_):
        add(client, expenseDate="2025-06-15T10:00:00Z")
        assert sums(login(other_manager), **JUNE) == []
        assert sums(login(other_manager), **JUNE, property=property_.pk) == []

    def test_costs_one_query_a_model_and_time_zone(self, client, add, hotel_in, django_assert_num_queries):
        for zone in ("Asia/Kolkata", "Europe/Paris", "Europe/Paris"):
            add(client, expenseDate="2025-06-15T10:00:00Z", propertyId=hotel_in(zone).pk)
        with django_assert_num_queries(1 + 1 + 2 * 2):  # who asks; the zones; two models in two zones
            sums(client, **JUNE)


@pytest.mark.parametrize("path", [SUMMARY, f"{SUMMARY}.csv"])
class TestAccess:
    @pytest.mark.parametrize(("role", "status"), [("staff", 403), ("manager", 200), ("owner", 200)])
    def test_is_for_managers_and_owners(self, login, request, path, role, status):
        assert login(request.getfixturevalue(role)).get(path, JUNE).status_code == status

    def test_needs_a_login(self, api, db, path):
        assert api.get(path, JUNE).status_code == 401
