"""Strict input: a JSON string is a string, a JSON integer an integer, and an instant has a zone."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Final, TypeAlias

from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.utils import html

AnyField: TypeAlias = "serializers.Field[Any, Any, Any, Any]"
JSONType: TypeAlias = tuple[str, tuple[type, ...]]

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2100, 1, 1, tzinfo=UTC)
FIRST_DAY: Final = EARLIEST.date()
LAST_DAY: Final = date(2099, 12, 31)
CLOCKS_DIFFER_BY: Final = timedelta(minutes=5)
"""How far a phone's clock may be ahead: what is later than that has not happened yet."""

INSTANT: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII
)
"""ISO 8601 as people write it; Python itself reads week dates, NUL bytes and more."""

DAY: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")

STRING: Final[JSONType] = ("a string", (str,))
INTEGER: Final[JSONType] = ("an integer", (int,))
NUMBER: Final[JSONType] = ("a number", (int, float))
BOOLEAN: Final[JSONType] = ("true or false", (bool,))
LIST: Final[JSONType] = ("a list", (list,))

JSON_TYPES: Final[tuple[tuple[type[AnyField], JSONType], ...]] = (
    (serializers.CharField, STRING),
    (serializers.MultipleChoiceField, LIST),
    (serializers.ChoiceField, STRING),
    (serializers.DateField, STRING),
    (serializers.DateTimeField, STRING),
    (serializers.TimeField, STRING),
    (serializers.UUIDField, STRING),
    (serializers.IntegerField, INTEGER),
    (serializers.FloatField, NUMBER),
    (serializers.BooleanField, BOOLEAN),
)


class InstantField(serializers.DateTimeField):
    """A date-time with a zone, from 2000 until 2100; answered in UTC with a trailing ``Z``."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "zone_missing": "State the time zone, for example 2025-12-13T10:00:00Z.",
        "out_of_range": "Must lie between 2000-01-01 and 2100-01-01.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)

    def to_internal_value(self, value: Any) -> datetime:
        instant = super().to_internal_value(value if INSTANT.fullmatch(str(value)) else "")
        if not EARLIEST <= instant < LATEST:
            self.fail("out_of_range")
        return instant

    def enforce_timezone(self, value: datetime) -> datetime:
        if value.tzinfo is None:
            self.fail("zone_missing")
        return super().enforce_timezone(value)


class DayField(serializers.DateField):
    """A calendar day written ``2025-12-31``, from ``earliest`` to ``latest``, both included."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "out_of_range": "Must lie between {earliest} and {latest}.",
    }

    def __init__(self, *, earliest: date = FIRST_DAY, latest: date = LAST_DAY, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def to_internal_value(self, value: Any) -> date:
        day = super().to_internal_value(value if DAY.fullmatch(str(value)) else "")
        if not self.earliest <= day <= self.latest:
            self.fail("out_of_range", earliest=self.earliest, latest=self.latest)
        return day


def wrong_json_type(field: AnyField, value: Any) -> str | None:
    """What a JSON value should have been for this field; None when its type is right."""
    if value is None or value is empty:
        return None
    if isinstance(field, serializers.ListField) and isinstance(value, list):
        return next(filter(None, (wrong_json_type(field.child, item) for item in value)), None)
    for field_class, (expected, types) in JSON_TYPES:
        if isinstance(field, field_class):
            return None if type(value) in types else expected
    return None


def is_form(data: Any) -> bool:
    """Whether the data came from a form, where every value is a string."""
    return html.is_html_input(data)
