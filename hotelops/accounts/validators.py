"""Codes that a property is described by, and the length of passwords."""

from functools import cache
from typing import Final
from zoneinfo import available_timezones

import pycountry
from django.core.exceptions import ValidationError

LONGEST_PASSWORD: Final = 1024
"""Characters; to normalise a text takes time that grows with the square of its length."""


class MaximumLengthValidator:
    """One of the settings' ``AUTH_PASSWORD_VALIDATORS``."""

    def validate(self, password: str, user: object = None) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise ValidationError(self.get_help_text(), code="max_length")

    def get_help_text(self) -> str:
        return f"Your password must contain at most {LONGEST_PASSWORD} characters."


@cache
def countries() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries)


@cache
def currencies() -> frozenset[str]:
    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


def validate_country(value: str) -> None:
    """ISO 3166-1 alpha-2, in capitals."""
    if value not in countries():
        raise ValidationError("Not an ISO 3166-1 alpha-2 country code, such as IN.", code="unknown_country")


def validate_currency(value: str) -> None:
    """ISO 4217, in capitals."""
    if value not in currencies():
        raise ValidationError("Not an ISO 4217 currency code, such as INR.", code="unknown_currency")


def validate_time_zone(value: str) -> None:
    """A name of the IANA time zone database."""
    if value not in available_timezones():
        raise ValidationError("Not an IANA time zone, such as Asia/Kolkata.", code="unknown_time_zone")
