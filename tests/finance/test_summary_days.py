import pytest

SUMMARY = "/v1/finance/summary"
JUNE = {"from": "2025-06-01", "to": "2025-06-30"}


@pytest.fixture
def client(login, manager):
    return login(manager)


def days(client, **query):
    """What was spent on which day, in the only currency."""
    (currency,) = client.get(SUMMARY, query).json()["currencies"]
    return {day["day"]: day["expensesCents"] for day in currency["byDay"]}


class TestDay:
    def test_begins_and_ends_at_midnight_of_the_property(self, client, add):
        for instant, amount in (
            ("2025-06-14T18:29:59Z", 1),  # 23:59:59 in Kolkata
            ("2025-06-14T18:30:00Z", 20),  # 00:00
            ("2025-06-15T18:29:59.999999Z", 300),
            ("2025-06-15T18:30:00Z", 4000),
        ):
            add(client, expenseDate=instant, amountCents=amount)
        assert days(client, **{"from": "2025-06-15", "to": "2025-06-15"}) == {"2025-06-15": 320}
        assert days(client, **JUNE) == {"2025-06-14": 1, "2025-06-15": 320, "2025-06-16": 4000}

    def test_is_that_of_each_property(self, client, add, hotel_in):
        instant = "2025-06-15T20:00:00Z"
        for zone, amount in (("Asia/Kolkata", 1), ("America/New_York", 20), ("Pacific/Kiritimati", 300)):
            add(client, expenseDate=instant, amountCents=amount, propertyId=hotel_in(zone).pk)
        assert days(client, **JUNE) == {"2025-06-15": 20, "2025-06-16": 301}

    @pytest.mark.parametrize(
        ("day", "zone", "inside", "outside"),
        [
            pytest.param(
                "2025-03-09",
                "America/New_York",
                ["2025-03-09T05:00:00Z", "2025-03-10T03:59:59Z"],
                ["2025-03-09T04:59:59Z", "2025-03-10T04:00:00Z"],
                id="of 23 hours",
            ),
            pytest.param(
                "2025-11-02",
                "America/New_York",
                ["2025-11-02T04:00:00Z", "2025-11-03T04:59:59Z"],
                ["2025-11-02T03:59:59Z", "2025-11-03T05:00:00Z"],
                id="of 25 hours",
            ),
            pytest.param(
                "2025-04-25",
                "Africa/Cairo",
                ["2025-04-24T22:00:00Z", "2025-04-25T20:59:59Z"],
                ["2025-04-24T21:59:59Z", "2025-04-25T21:00:00Z"],
                id="without midnight",
            ),
            pytest.param(
                "2025-11-02",
                "America/Havana",
                ["2025-11-02T04:00:00Z", "2025-11-02T05:00:00Z", "2025-11-03T04:59:59Z"],
                ["2025-11-02T03:59:59Z", "2025-11-03T05:00:00Z"],
                id="with two midnights",
            ),
        ],
    )
    def test_of_a_clock_change_is_whole(self, client, add, hotel_in, day, zone, inside, outside):
        hotel = hotel_in(zone).pk
        for instant in inside:
            add(client, expenseDate=instant, amountCents=1, propertyId=hotel)
        for instant in outside:
            add(client, expenseDate=instant, amountCents=1000, propertyId=hotel)
        assert days(client, **{"from": day, "to": day}) == {day: len(inside)}


class TestPeriod:
    @pytest.mark.parametrize(
        ("query", "refusal"),
        [
            ({"to": "2025-06-30"}, ("from", "required")),
            ({"from": "2025-06-01"}, ("to", "required")),
            (JUNE | {"from": ""}, ("from", "empty_parameter")),
            (JUNE | {"from": "2025-6-1"}, ("from", "invalid")),
            (JUNE | {"from": "2025-02-30"}, ("from", "invalid")),
            (JUNE | {"from": "20250601"}, ("from", "invalid")),
            (JUNE | {"from": "2025-W22-7"}, ("from", "invalid")),
            (JUNE | {"from": "2025-06-01\x00"}, ("from", "invalid")),
            (JUNE | {"from": "2025-06-0\N{ARABIC-INDIC DIGIT ONE}"}, ("from", "invalid")),
            (JUNE | {"from": "2025-06-01T00:00:00Z"}, ("from", "invalid")),
            (JUNE | {"from": "1999-12-31"}, ("from", "out_of_range")),
            (JUNE | {"to": "2100-01-01"}, ("to", "out_of_range")),
            (JUNE | {"to": "9999-12-31"}, ("to", "out_of_range")),
            (JUNE | {"to": "2025-05-31"}, ("to", "out_of_range")),
            (JUNE | {"to": "2026-06-02"}, ("to", "out_of_range")),
            (JUNE | {"property": "x"}, ("property", "invalid")),
            (JUNE | {"limit": "5"}, ("limit", "unknown_parameter")),
        ],
    )
    def test_that_is_no_period_is_refused(self, client, query, refusal):
        response = client.get(SUMMARY, query)
        assert response.status_code == 400
        assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [refusal]

    def test_may_be_a_leap_year(self, client):
        assert client.get(SUMMARY, {"from": "2024-01-01", "to": "2024-12-31"}).status_code == 200

    @pytest.mark.parametrize("day", ["2000-01-01", "2099-12-31"])
    def test_may_touch_the_ends_of_time(self, client, hotel_in, day):
        hotel_in("Pacific/Kiritimati")
        assert client.get(SUMMARY, {"from": day, "to": day}).status_code == 200
