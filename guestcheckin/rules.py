"""What must hold between the fields of a check-in, the hotel and the clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import phonenumbers
from django.utils import timezone
from phonenumbers import NumberParseException, PhoneNumberFormat
from rest_framework.exceptions import ErrorDetail, ValidationError

from hotelops.accounts.models import Property
from hotelops.api.aadhaar import refuse_full_aadhaar
from hotelops.api.fields import CLOCKS_DIFFER_BY
from hotelops.api.serializers import camel_case

from .days import calendar_day

LONGEST_PHONE: Final = len("+") + 15
"""E.164 has up to 15 digits, country code included; of some countries the library calls more possible."""
NO_PHONE: Final = "No phone number. Begin a foreign one with + and its country code."
FROM_ABROAD: Final = "Guests from abroad have to show this."
FREE_TEXTS: Final = ("room_number", "guest_name", "address", "purpose_of_visit")


class Errors(dict[str, list[ErrorDetail]]):
    """One error a field; ``settle`` raises them all at once."""

    def add(self, field: str, code: str, message: str) -> None:
        self.setdefault(field, [ErrorDetail(message, code)])

    def settle(self) -> None:
        if self:
            raise ValidationError(dict(self))


def check_free_texts(stated: Mapping[str, Any]) -> None:
    """Raises a FieldProblem for a full Aadhaar number."""
    refuse_full_aadhaar({camel_case(name): stated.get(name, "") for name in FREE_TEXTS})


def is_from_abroad(stated: Mapping[str, Any]) -> bool:
    return bool(stated["nationality"] != stated["property"].country)


def check_arrival(stated: Mapping[str, Any], errors: Errors) -> None:
    """The times of a stay, seen from its ``check_in_at``."""
    zone, check_in_at = stated["property"].time_zone, stated["check_in_at"]
    check_not_ahead("checkInAt", check_in_at, errors)
    if stated["expected_check_out_at"] <= check_in_at:
        errors.add("expectedCheckOutAt", "before_check_in", "Must be after the check-in.")
    if (born := stated.get("date_of_birth")) and born > calendar_day(timezone.now(), zone):
        errors.add("dateOfBirth", "out_of_range", "Must not be in the future.")
    if (arrived := stated.get("arrived_in_country_on")) and arrived > calendar_day(check_in_at, zone):
        errors.add("arrivedInCountryOn", "after_check_in", "Must not be after the day of the check-in.")


def check_papers(stated: Mapping[str, Any], errors: Errors) -> None:
    """Who comes from abroad has a passport; a visa not always, since some need none."""
    if is_from_abroad(stated):
        for name, field in (
            ("passport_number", "passportNumber"),
            ("arrived_in_country_on", "arrivedInCountryOn"),
        ):
            if not stated.get(name):
                errors.add(field, "required", FROM_ABROAD)
    has_number, has_day = bool(stated.get("visa_number")), bool(stated.get("visa_expires_on"))
    if has_number != has_day:
        missing = "visaExpiresOn" if has_number else "visaNumber"
        errors.add(missing, "required", "Give number and last day of a visa together, or neither.")


def check_not_ahead(field: str, instant: datetime, errors: Errors) -> None:
    if instant > timezone.now() + CLOCKS_DIFFER_BY:
        errors.add(field, "in_future", "Must not be in the future.")


def phone_number(text: str, hotel: Property, errors: Errors) -> str:
    """E.164 of a number as people of the hotel's country write it."""
    number = e164(text, hotel.country)
    if not number:
        errors.add("phone", "invalid_phone", NO_PHONE)
    return number


def e164(text: str, country: str) -> str:
    """Nothing for what is no number.

    Only its length is checked: which ranges are in use changes faster than any library does.
    """
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return ""
    written = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    is_possible = phonenumbers.is_possible_number(number) and len(written) <= LONGEST_PHONE
    return written if is_possible else ""
