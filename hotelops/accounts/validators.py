"""Codes that a property is described by."""

from zoneinfo import available_timezones

import pycountry
from django.core.exceptions import ValidationError


def validate_country(value: str) -> None:
    """ISO 3166-1 alpha-2, in capitals."""
    if not any(country.alpha_2 == value for country in pycountry.countries):
        raise ValidationError("Not an ISO 3166-1 alpha-2 country code, such as IN.", code="unknown_country")


def validate_currency(value: str) -> None:
    """ISO 4217, in capitals."""
    if not any(currency.alpha_3 == value for currency in pycountry.currencies):
        raise ValidationError("Not an ISO 4217 currency code, such as INR.", code="unknown_currency")


def validate_time_zone(value: str) -> None:
    """A name of the IANA time zone database."""
    if value not in available_timezones():
        raise ValidationError("Not an IANA time zone, such as Asia/Kolkata.", code="unknown_time_zone")
