import pytest


class TestNightShift:
    @pytest.mark.parametrize(
        ("zone", "begin", "end", "hours", "first", "second"),
        [
            (
                "Asia/Kolkata",
                "2026-03-10T16:30:00Z",
                "2026-03-11T00:30:00Z",
                8,
                ("2026-03-10", 120),
                ("2026-03-11", 360),
            ),
            (
                "Europe/Lisbon",
                "2026-03-28T22:00:00Z",
                "2026-03-29T05:00:00Z",
                7,
                ("2026-03-28", 120),
                ("2026-03-29", 300),
            ),
            (
                "America/New_York",
                "2026-11-01T02:00:00Z",
                "2026-11-01T11:00:00Z",
                9,
                ("2026-10-31", 120),
                ("2026-11-01", 420),
            ),
        ],
    )
    def test_counts_for_the_day_it_began(self, work, staff, hotel_in, zone, begin, end, hours, first, second):
        shift = work(staff, begin, end, propertyId=hotel_in(zone).pk)
        assert shift["workDate"] == first[0]
        assert shift["hoursWorked"] == hours
        assert shift["minutesByDay"] == [
            {"date": day, "minutes": minutes} for day, minutes in (first, second)
        ]

    def test_begun_after_midnight_counts_for_that_day(self, work, staff, property_):
        assert work(staff, "2026-03-10T18:30:00Z")["workDate"] == "2026-03-11"

    def test_is_found_by_the_day_it_began(self, work, login, manager, staff):
        shift = work(staff, "2026-03-10T16:30:00Z", "2026-03-11T00:30:00Z")
        client = login(manager)
        found = {
            day: [row["id"] for row in client.get(f"/v1/staff/shifts?from={day}&to={day}").json()["results"]]
            for day in ("2026-03-10", "2026-03-11")
        }
        assert found == {"2026-03-10": [shift["id"]], "2026-03-11": []}
