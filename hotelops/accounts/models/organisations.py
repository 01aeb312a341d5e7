from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from hotelops.accounts.tenancy import OwnedModel
from hotelops.accounts.validators import validate_country, validate_currency, validate_time_zone

LATITUDES, LONGITUDES, RADII = (-90, 90), (-180, 180), (1, 100_000)


def within(limits: tuple[int, int]) -> list[Any]:
    return [MinValueValidator(limits[0]), MaxValueValidator(limits[1])]


class Organisation(models.Model):
    """A customer: a company that runs hotels. No row of one organisation is ever seen from another."""

    name = models.CharField(max_length=200)
    stores_aadhaar_images = models.BooleanField(
        "stores Aadhaar images",
        default=False,
        db_default=False,  # so that rows of a version that does not know it yet can come in
        help_text="Without it, pictures of Aadhaar cards are refused, and only last four digits are kept.",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return self.name


class Property(OwnedModel):
    """A hotel."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="properties")
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, validators=[validate_country], help_text="ISO 3166-1 alpha-2")
    currency = models.CharField(max_length=3, validators=[validate_currency], help_text="ISO 4217")
    time_zone = models.CharField(max_length=64, validators=[validate_time_zone], help_text="IANA name")
    latitude = models.DecimalField(
        max_digits=8, decimal_places=6, null=True, blank=True, validators=within(LATITUDES)
    )
    longitude = models.DecimalField(
        max_digits=9, decimal_places=6, null=True, blank=True, validators=within(LONGITUDES)
    )
    geofence_radius_m = models.PositiveIntegerField(
        "geofence radius (metres)", null=True, blank=True, validators=within(RADII)
    )

    class Meta:
        ordering = ("name", "pk")
        verbose_name_plural = "properties"
        constraints = (
            models.UniqueConstraint(fields=["organisation", "id"], name="property_of_organisation"),
            models.CheckConstraint(condition=Q(latitude__range=LATITUDES), name="property_latitude_range"),
            models.CheckConstraint(condition=Q(longitude__range=LONGITUDES), name="property_longitude_range"),
            models.CheckConstraint(
                condition=Q(geofence_radius_m__range=RADII), name="property_geofence_radius_range"
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None, geofence_radius_m=None)
                | Q(latitude__isnull=False, longitude__isnull=False, geofence_radius_m__isnull=False),
                name="property_geofence_whole_or_none",
                violation_error_message="Give latitude, longitude and geofence radius together, or none.",
            ),
        )

    def __str__(self) -> str:
        return self.name
