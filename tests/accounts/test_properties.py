import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from hotelops.accounts.models import Property

HOTEL = {"name": "Bay View", "country": "IN", "currency": "INR", "time_zone": "Asia/Kolkata"}
PLACE = {"latitude": "12.975300", "longitude": "77.606600", "geofence_radius_m": 200}


def hotel(organisation, **fields):
    return Property(organisation=organisation, **HOTEL | fields)


class TestProperty:
    @pytest.mark.parametrize("place", [{}, PLACE])
    def test_may_have_a_geofence(self, organisation, place):
        new = hotel(organisation, **place)
        new.full_clean()
        new.save()
        assert list(Property.objects.all()) == [new]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("country", "in"),
            ("country", "XX"),
            ("country", ""),
            ("currency", "inr"),
            ("currency", "QQQ"),
            ("time_zone", "IST+5"),
            ("time_zone", "../etc/passwd"),
            ("time_zone", "asia/kolkata"),
        ],
    )
    def test_with_an_unknown_code_is_a_validation_error(self, organisation, field, value):
        with pytest.raises(ValidationError) as refused:
            hotel(organisation, **{field: value}).full_clean()
        assert set(refused.value.message_dict) == {field}

    @pytest.mark.parametrize(
        ("change", "constraint"),
        [
            ({"latitude": "90.1"}, "property_latitude_range"),
            ({"latitude": "-90.1"}, "property_latitude_range"),
            ({"longitude": "180.1"}, "property_longitude_range"),
            ({"longitude": "-180.1"}, "property_longitude_range"),
            ({"geofence_radius_m": 0}, "property_geofence_radius_range"),
            ({"geofence_radius_m": 100_001}, "property_geofence_radius_range"),
            ({"latitude": None}, "property_geofence_whole_or_none"),
            ({"longitude": None}, "property_geofence_whole_or_none"),
            ({"geofence_radius_m": None}, "property_geofence_whole_or_none"),
        ],
    )
    def test_with_a_wrong_place_is_refused_by_form_and_database(self, organisation, change, constraint):
        wrong = hotel(organisation, **PLACE | change)
        with pytest.raises(ValidationError):
            wrong.full_clean()
        with pytest.raises(IntegrityError, match=constraint):
            wrong.save()
