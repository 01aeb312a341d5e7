"""What the numbers of identity documents look like, and how each is written in one way only."""

import re
from collections.abc import Callable
from typing import Final

from django.db import models
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.in_ import aadhaar, pan

__all__ = ["DocumentType", "InvalidNumber", "compact", "normalised"]


class DocumentType(models.TextChoices):
    AADHAAR = "aadhaar"
    PASSPORT = "passport"
    DRIVING_LICENCE = "driving_licence"
    VOTER_ID = "voter_id", "Voter ID"
    PAN = "pan", "PAN"
    OCI = "oci", "OCI"
    VISA = "visa"
    OTHER = "other"


PASSPORT: Final = re.compile("(?=.*[0-9])[A-Z0-9]{6,9}")
"""ICAO 9303: nine places in the machine-readable zone."""

BOUNDED: Final = re.compile("(?=.*[0-9])[A-Z0-9]{5,20}")
LAST_FOUR: Final = re.compile("[X*]{0,8}([0-9]{4})")
SEPARATORS: Final = re.compile(r"[\s./-]+")


def compact(text: str) -> str:
    """In capitals, without white space and separators."""
    return SEPARATORS.sub("", text).upper()


def normalised(kind: str, text: str) -> str:
    """The number to keep: of an Aadhaar its last four digits only. Raises InvalidNumber."""
    rule = RULES.get(kind)
    return rule(compact(text)) if rule else matching(BOUNDED, compact(text))


def last_four(number: str) -> str:
    """Of the last four digits, a masked number or a whole one."""
    if match := LAST_FOUR.fullmatch(number):
        return match[1]
    return aadhaar.validate(number)[-4:]


def passport(number: str) -> str:
    return matching(PASSPORT, number)


def matching(shape: re.Pattern[str], number: str) -> str:
    if not shape.fullmatch(number):
        raise InvalidNumber
    return number


RULES: Final[dict[str, Callable[[str], str]]] = {
    DocumentType.AADHAAR: last_four,
    DocumentType.PASSPORT: passport,
    DocumentType.PAN: pan.validate,
}
