from typing import Any, Final

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from hotelops.accounts.models import Property, User
from hotelops.accounts.models.organisations import LATITUDES, LONGITUDES
from hotelops.accounts.tenancy import TenantRelatedField
from hotelops.api.aadhaar import refuse_full_aadhaar
from hotelops.api.fields import InstantField
from hotelops.api.serializers import CamelModelSerializer, CamelSerializer

from .models import ClockEvent, Shift

MAX_ACCURACY_M: Final = 100_000


def degrees(limits: tuple[int, int]) -> serializers.FloatField:
    return serializers.FloatField(min_value=limits[0], max_value=limits[1], required=False, allow_null=True)


class StaffCheckOutSerializer(CamelSerializer):
    property_id = TenantRelatedField(source="property", queryset=Property.objects.all(), required=False)
    staff_id = TenantRelatedField(source="staff", queryset=User.objects.all(), required=False)
    device_time = InstantField(required=False, allow_null=True)
    latitude = degrees(LATITUDES)
    longitude = degrees(LONGITUDES)
    accuracy = serializers.FloatField(
        min_value=0, max_value=MAX_ACCURACY_M, required=False, allow_null=True, help_text="In metres."
    )
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        is_given = {name: attrs.get(name) is not None for name in ("latitude", "longitude", "accuracy")}
        if is_given["latitude"] != is_given["longitude"]:
            missing = "longitude" if is_given["latitude"] else "latitude"
            message = "Give latitude and longitude together, or neither."
            raise serializers.ValidationError({missing: [ErrorDetail(message, "required")]})
        if is_given["accuracy"] and not is_given["latitude"]:
            message = "Give the position that this is the accuracy of."
            raise serializers.ValidationError({"accuracy": [ErrorDetail(message, "position_missing")]})
        refuse_full_aadhaar({"note": attrs.get("note", "")})
        return attrs


class StaffCheckInSerializer(StaffCheckOutSerializer):
    property_id = TenantRelatedField(source="property", queryset=Property.objects.all())


class CorrectionSerializer(CamelSerializer):
    reason = serializers.CharField(max_length=500)
    started_at = InstantField(required=False)
    ended_at = InstantField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "started_at" not in attrs and "ended_at" not in attrs:
            message = "Give startedAt, endedAt or both."
            raise serializers.ValidationError({"endedAt": [ErrorDetail(message, "required")]})
        refuse_full_aadhaar({"reason": attrs["reason"]})
        return attrs


class ClockEventSerializer(CamelModelSerializer[ClockEvent]):
    class Meta:
        model = ClockEvent
        fields = (
            "id",
            "kind",
            "at",
            "device_time",
            "received_at",
            "latitude",
            "longitude",
            "accuracy",
            "outside_geofence",
            "note",
            "reason",
            "previous_started_at",
            "previous_ended_at",
            "created_by_id",
        )
        read_only_fields = fields


class DayMinutesSerializer(CamelSerializer):
    date = serializers.DateField()
    minutes = serializers.IntegerField()


class ShiftSerializer(CamelModelSerializer[Shift]):
    staff_name = serializers.CharField(source="staff.name", read_only=True)
    hours_worked = serializers.FloatField(read_only=True, allow_null=True)
    minutes_by_day = DayMinutesSerializer(many=True, read_only=True)
    events = ClockEventSerializer(many=True, read_only=True)

    class Meta:
        model = Shift
        fields = (
            "id",
            "property_id",
            "staff_id",
            "staff_name",
            "work_date",
            "started_at",
            "ended_at",
            "hours_worked",
            "minutes_by_day",
            "outside_geofence",
            "events",
            "created_by_id",
            "created_at",
        )
        read_only_fields = fields
