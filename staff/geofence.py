from math import asin, cos, radians, sin, sqrt
from typing import Final

from hotelops.accounts.models import Property

EARTH_RADIUS_M: Final = 6_371_008.8


def is_outside(
    hotel: Property, latitude: float | None, longitude: float | None, accuracy: float | None
) -> bool | None:
    """Whether a position is surely beyond the geofence; None without a position or a fence.

    ``accuracy`` is how many metres the position may be wrong.
    """
    if latitude is None or longitude is None or hotel.latitude is None or hotel.longitude is None:
        return None
    away = distance_m(latitude, longitude, float(hotel.latitude), float(hotel.longitude))
    return away - (accuracy or 0) > (hotel.geofence_radius_m or 0)


def distance_m(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Metres along the great circle between two points in degrees (haversine formula)."""
    north, other_north = radians(latitude), radians(other_latitude)
    across = sin((other_north - north) / 2) ** 2
    along = sin(radians(other_longitude - longitude) / 2) ** 2
    chord = across + cos(north) * cos(other_north) * along
    return 2 * EARTH_RADIUS_M * asin(sqrt(min(1.0, chord)))
