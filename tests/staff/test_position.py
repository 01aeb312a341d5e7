import pytest

from staff.geofence import distance_m
from staff.models import ClockEvent, Shift

from .conftest import errors

HERE = {"latitude": 15.5, "longitude": 73.75}
AWAY = {"latitude": 15.51, "longitude": 73.75}
"""1112 m to the north."""


@pytest.fixture
def fence(property_):
    """Two hundred metres around the property."""
    property_.latitude, property_.longitude, property_.geofence_radius_m = "15.5", "73.75", 200
    property_.save()


def outside(response):
    assert response.status_code == 201, response.content
    return response.json()["events"][-1]["outsideGeofence"]


@pytest.mark.usefixtures("clock", "fence")
class TestPosition:
    @pytest.mark.parametrize(
        ("position", "is_outside"),
        [
            (HERE, False),
            ({"latitude": 15.5017, "longitude": 73.75}, False),
            ({"latitude": 15.5019, "longitude": 73.75}, True),
            (AWAY, True),
            ({**AWAY, "accuracy": 911}, True),
            ({**AWAY, "accuracy": 913}, False),
            ({**HERE, "accuracy": 0}, False),
            ({"latitude": -15.5, "longitude": -106.25}, True),
            ({}, None),
            ({"latitude": None, "longitude": None, "accuracy": None}, None),
        ],
    )
    def test_is_held_against_the_geofence(self, check_in, staff, position, is_outside):
        assert outside(check_in(staff, **position)) is is_outside
        assert Shift.objects.get().outside_geofence is bool(is_outside)

    def test_is_kept(self, check_in, staff):
        event = check_in(staff, **AWAY, accuracy=12.5).json()["events"][0]
        assert {name: event[name] for name in (*AWAY, "accuracy")} == {**AWAY, "accuracy": 12.5}

    def test_outside_at_one_end_marks_the_shift(self, check_in, check_out, clock, staff):
        check_in(staff, **AWAY)
        clock.shift(60)
        shift = check_out(staff, **HERE).json()
        assert [event["outsideGeofence"] for event in shift["events"]] == [True, False]
        assert shift["outsideGeofence"] is True

    @pytest.mark.parametrize(
        ("position", "refused"),
        [
            ({"latitude": 15.5}, {"longitude": "required"}),
            ({"longitude": 15.5, "latitude": None}, {"latitude": "required"}),
            ({"accuracy": 5}, {"accuracy": "position_missing"}),
            ({**HERE, "latitude": 90.0001}, {"latitude": "max_value"}),
            ({**HERE, "latitude": -90.0001}, {"latitude": "min_value"}),
            ({**HERE, "longitude": 180.0001}, {"longitude": "max_value"}),
            ({**HERE, "longitude": -(10**299)}, {"longitude": "min_value"}),
            ({**HERE, "longitude": "73.75"}, {"longitude": "wrong_type"}),
            ({**HERE, "latitude": True}, {"latitude": "wrong_type"}),
            ({**HERE, "accuracy": -1}, {"accuracy": "min_value"}),
            ({**HERE, "accuracy": 100_001}, {"accuracy": "max_value"}),
        ],
    )
    def test_that_cannot_be_is_refused(self, check_in, staff, position, refused):
        assert errors(check_in(staff, **position)) == refused

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
    def test_that_is_not_finite_is_refused(self, login, staff, property_, number):
        body = f'{{"propertyId": {property_.pk}, "latitude": {number}, "longitude": 5}}'
        response = login(staff).post(
            "/v1/staff/check-in", body, content_type="application/json", headers={"Idempotency-Key": "odd"}
        )
        assert response.status_code == 400
        assert not ClockEvent.objects.exists()


class TestWithoutAFence:
    def test_a_position_is_kept_and_not_judged(self, check_in, staff):
        response = check_in(staff, **AWAY)
        assert outside(response) is None
        assert response.json()["outsideGeofence"] is False


class TestDistance:
    @pytest.mark.parametrize(
        ("points", "metres"),
        [
            ((0, 0, 0, 0), 0),
            ((0, 0, 1, 0), 111_195),
            ((0, 179.5, 0, -179.5), 111_195),
            ((90, 0, -90, 0), 20_015_115),
            ((38.7223, -9.1393, 40.7128, -74.006), 5_422_000),
        ],
    )
    def test_goes_along_the_great_circle(self, points, metres):
        assert distance_m(*points) == pytest.approx(metres, rel=0.001, abs=0.001)
