import csv
import io

import pytest

SUMMARY = "/v1/finance/summary"
JUNE = {"from": "2025-06-01", "to": "2025-06-30"}


@pytest.fixture
def client(login, manager):
    return login(manager)


class TestCSV:
    @pytest.fixture
    def rows(self, client, add):
        at = "2025-06-15T10:00:00Z"
        add(client, amountCents=100, expenseDate=at)
        add(client, "revenues", amountCents=500, revenueDate=at)
        response = client.get(f"{SUMMARY}.csv", JUNE)
        return list(csv.reader(io.StringIO(response.content.decode(), newline=""), strict=True))

    def test_has_one_sum_a_row(self, rows):
        assert rows == [
            ["currency", "kind", "dimension", "value", "amountCents"],
            ["INR", "expense", "category", "maintenance", "100"],
            ["INR", "expense", "day", "2025-06-15", "100"],
            ["INR", "expense", "payment_mode", "cash", "100"],
            ["INR", "expense", "total", "", "100"],
            ["INR", "net", "total", "", "400"],
            ["INR", "revenue", "day", "2025-06-15", "500"],
            ["INR", "revenue", "payment_mode", "upi", "500"],
            ["INR", "revenue", "source", "room", "500"],
            ["INR", "revenue", "total", "", "500"],
        ]

    @pytest.mark.parametrize("accept", ["*/*", "text/csv", "text/html,application/xhtml+xml,*/*;q=0.8"])
    def test_is_a_file_to_save(self, client, accept):
        response = client.get(f"{SUMMARY}.csv", JUNE, headers={"accept": accept})
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert response["Content-Disposition"] == ('attachment; filename="summary-2025-06-01-2025-06-30.csv"')

    def test_refuses_with_a_problem(self, client):
        response = client.get(f"{SUMMARY}.csv", {"from": "x", "to": "y"}, headers={"accept": "text/csv"})
        assert response.status_code == 400
        assert response["Content-Type"] == "application/problem+json"
        assert [error["field"] for error in response.json()["errors"]] == ["from", "to"]

    def test_has_no_second_address(self, client):
        assert client.get(f"{SUMMARY}xcsv", JUNE).status_code == 404
