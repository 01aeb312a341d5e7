from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict
from rest_framework import serializers

from hotelops.api.fields import DayField, InstantField
from hotelops.api.serializers import CamelSerializer, camel_case


class RoomSerializer(CamelSerializer):
    room_number = serializers.CharField(max_length=10)
    bed_count = serializers.IntegerField(required=False, min_value=1)
    is_clean = serializers.BooleanField(required=False)
    kind_of_view = serializers.ChoiceField(choices=["sea", "yard"], required=False)
    rate_factor = serializers.FloatField(required=False)
    checked_at = InstantField(required=False)
    bed_names = serializers.ListField(child=serializers.CharField(), required=False)
    id = serializers.IntegerField(read_only=True)
    door_sign = serializers.SerializerMethodField()

    def get_door_sign(self, room):
        return f"Room {room['room_number']}"


class StaySerializer(CamelSerializer):
    the_room = RoomSerializer()
    other_rooms = RoomSerializer(many=True, required=False)


def codes(data, serializer=RoomSerializer):
    checked = serializer(data=data)
    assert not checked.is_valid()
    return {name: [error.code for error in errors] for name, errors in checked.errors.items()}


class TestCamelCase:
    def test_of_names(self):
        assert [camel_case(name) for name in ("id", "amount_cents", "is_due_out", "from_")] == [
            "id",
            "amountCents",
            "isDueOut",
            "from",
        ]

    def test_is_for_clients_only(self):
        room = RoomSerializer(data={"roomNumber": "12", "bedCount": 2})
        assert room.is_valid()
        assert room.validated_data == {"room_number": "12", "bed_count": 2}

    def test_is_in_the_answer(self):
        answer = RoomSerializer({"id": 1, "room_number": "12", "bed_count": 2}).data
        assert answer == {"roomNumber": "12", "bedCount": 2, "id": 1, "doorSign": "Room 12"}

    def test_is_in_errors_of_nested_objects(self):
        stay = StaySerializer(data={"theRoom": {}, "otherRooms": [{"roomNumber": "1", "bedCount": 0}]})
        assert not stay.is_valid()
        assert stay.errors["theRoom"]["roomNumber"][0].code == "required"
        assert stay.errors["otherRooms"][0]["bedCount"][0].code == "min_value"

    def test_refuses_a_validation_method_that_would_never_run(self):
        class Wrong(CamelSerializer):
            room_number = serializers.CharField()

            def validate_room_number(self, value):
                raise AssertionError

        with pytest.raises(TypeError, match="validate_room_number would never run"):
            Wrong(data={"roomNumber": "1"}).is_valid()

    def test_refuses_a_date_time_field_that_would_take_a_naive_time(self):
        class Wrong(CamelSerializer):
            checked_at = serializers.DateTimeField()

        with pytest.raises(TypeError, match="InstantField"):
            Wrong(data={}).is_valid()


class TestUnknownField:
    @pytest.mark.parametrize("name", ["room_number", "colour", "", "\x00", "id", "doorSign"])
    def test_is_refused_by_its_name(self, name):
        assert codes({"roomNumber": "1", name: 1}) == {name: ["unknown_field"]}

    def test_is_reported_beside_other_errors(self):
        assert codes({"colour": "red"}) == {"roomNumber": ["required"], "colour": ["unknown_field"]}


class TestJSONValue:
    @pytest.mark.parametrize(
        "data",
        [
            {"roomNumber": 12},
            {"roomNumber": True},
            {"roomNumber": 1.5},
            {"roomNumber": ["1"]},
            {"roomNumber": {}},
            {"roomNumber": "1", "bedCount": "2"},
            {"roomNumber": "1", "bedCount": 2.0},
            {"roomNumber": "1", "bedCount": True},
            {"roomNumber": "1", "isClean": "true"},
            {"roomNumber": "1", "isClean": 1},
            {"roomNumber": "1", "kindOfView": ["sea"]},
            {"roomNumber": "1", "rateFactor": "1.5"},
            {"roomNumber": "1", "checkedAt": 1765620000},
            {"roomNumber": "1", "bedNames": ["a", 1]},
        ],
    )
    def test_of_another_type_is_refused(self, data):
        assert list(codes(data).values()) == [["wrong_type"]]

    @pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
    def test_that_no_database_can_hold_is_refused(self, text):
        assert list(codes({"roomNumber": text})) == ["roomNumber"]

    @pytest.mark.parametrize("body", [None, [], "text", 1, True])
    def test_that_is_no_object_is_refused(self, body):
        checked = RoomSerializer(data=body)
        assert not checked.is_valid()


class TestFormValue:
    def test_is_read_from_its_text(self):
        room = RoomSerializer(data=QueryDict("roomNumber=12&bedCount=2&isClean=true"))
        assert room.is_valid(), room.errors
        assert room.validated_data == {"room_number": "12", "bed_count": 2, "is_clean": True}

    def test_of_an_unknown_field_is_refused(self):
        assert codes(QueryDict("roomNumber=12&colour=red")) == {"colour": ["unknown_field"]}


class TestInstant:
    @pytest.mark.parametrize(
        "text",
        ["2025-12-13T10:00:00Z", "2025-12-13T15:30:00+05:30", "2025-12-13T05:00:00-05:00"],
    )
    def test_with_a_zone_is_kept_in_utc(self, text):
        room = RoomSerializer(data={"roomNumber": "1", "checkedAt": text})
        assert room.is_valid()
        assert room.validated_data["checked_at"] == datetime(2025, 12, 13, 10, tzinfo=UTC)

    def test_is_answered_in_utc_with_a_z(self):
        instant = datetime.fromisoformat("2025-12-13T15:30:00+05:30")
        assert InstantField().to_representation(instant) == "2025-12-13T10:00:00Z"

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("2025-12-13T10:00:00", "zone_missing"),
            ("2025-12-13", "zone_missing"),
            ("1999-12-31T23:59:59Z", "out_of_range"),
            ("2000-01-01T00:00:00+05:30", "out_of_range"),
            ("2100-01-01T00:00:00Z", "out_of_range"),
            ("0001-01-01T00:00:00+14:00", "overflow"),
            ("9999-12-31T23:59:59-12:00", "overflow"),
            ("2025-02-30T10:00:00Z", "invalid"),
            ("yesterday", "invalid"),
            ("", "invalid"),
            ("2025-12-13T10:00:00Z\x00", "invalid"),
        ],
    )
    def test_otherwise_is_refused(self, text, code):
        assert codes({"roomNumber": "1", "checkedAt": text}) == {"checkedAt": [code]}


class TestDay:
    def test_is_a_date(self):
        assert DayField().run_validation("2025-12-31") == date(2025, 12, 31)

    @pytest.mark.parametrize(
        "value", ["", "2025", "20251231", "2025-W01-1", "2025-02-30", "2025-12-31T00:00Z", "2025-12-3１", 1]
    )
    def test_in_another_form_is_refused(self, value):
        with pytest.raises(serializers.ValidationError) as refused:
            DayField().run_validation(value)
        assert refused.value.get_codes() == ["invalid"]

    @pytest.mark.parametrize("value", ["1999-12-31", "2100-01-01"])
    def test_out_of_range_is_refused(self, value):
        with pytest.raises(serializers.ValidationError) as refused:
            DayField().run_validation(value)
        assert refused.value.get_codes() == ["out_of_range"]

    def test_may_have_limits_of_its_own(self):
        born = DayField(earliest=date(1900, 1, 1), latest=date(2000, 1, 1))
        assert born.run_validation("1900-01-01") == date(1900, 1, 1)
        with pytest.raises(serializers.ValidationError, match="between 1900-01-01 and 2000-01-01"):
            born.run_validation("2000-01-02")
