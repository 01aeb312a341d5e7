"""Query parameters, as strict as bodies: what is not understood is refused, not ignored."""

import re
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.utils.dateparse import parse_datetime
from django_filters import rest_framework as filters
from django_filters.filters import BooleanFilter
from drf_spectacular.drainage import set_override

from .fields import DAY, EARLIEST, INSTANT, LATEST

MAX_INTEGER: Final = 2**63 - 1


class WholeNumberField(forms.IntegerField):
    """Plain digits that fit a bigint column."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=MAX_INTEGER, **kwargs)

    def to_python(self, value: Any) -> int | None:
        if value and not re.fullmatch("[0-9]{1,19}", value):
            raise ValidationError("Must be a whole number.", code="invalid")
        return super().to_python(value)


class InstantField(forms.Field):
    """A date-time with its zone."""

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            instant = parse_datetime(value) if INSTANT.fullmatch(value) else None
        except ValueError:
            instant = None
        if instant is None:
            raise ValidationError("Must be a date-time such as 2025-12-13T10:00:00Z.", code="invalid")
        if instant.tzinfo is None:
            raise ValidationError("State the time zone, for example a final Z.", code="zone_missing")
        if not EARLIEST <= instant < LATEST:
            raise ValidationError("Must lie between 2000-01-01 and 2100-01-01.", code="out_of_range")
        return instant


class CalendarDayField(forms.Field):
    """A day such as 2025-12-31, from 2000 until 2100."""

    def to_python(self, value: Any) -> date | None:
        if not value:
            return None
        try:
            day = date.fromisoformat(value if DAY.fullmatch(value) else "")
        except ValueError:
            raise ValidationError("Must be a day such as 2025-12-31.", code="invalid") from None
        if not EARLIEST.date() <= day < LATEST.date():
            raise ValidationError("Must lie between 2000-01-01 and 2100-01-01.", code="out_of_range")
        return day


class TrueFalseField(forms.Field):
    """``true`` or ``false``, nothing else."""

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("true", "false"):
            raise ValidationError("Must be true or false.", code="invalid")
        return bool(value == "true")


class WholeNumberFilter(filters.NumberFilter):
    field_class = WholeNumberField

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        limits = {"minimum": 0, "maximum": MAX_INTEGER}
        set_override(self, "field", {"type": "integer", "description": kwargs.get("help_text"), **limits})


class InstantFilter(filters.IsoDateTimeFilter):
    field_class = InstantField


class TrueFalseFilter(BooleanFilter):
    field_class = TrueFalseField


class CalendarDayFilter(filters.DateFilter):
    field_class = CalendarDayField


class StrictFilterSet(filters.FilterSet):
    """Refuses unknown, repeated and empty parameters, each by its name.

    A trailing underscore is left out of a parameter's name, so that ``from_`` declares ``from``.
    """

    also_known: ClassVar[frozenset[str]] = frozenset({"limit", "cursor"})

    @classmethod
    def get_filters(cls) -> dict[str, filters.Filter]:
        return {name.rstrip("_"): declared for name, declared in super().get_filters().items()}

    @property
    def errors(self) -> ErrorDict:
        errors = super().errors
        for name in self.data:
            if refusal := self.refusal(name):
                errors[name] = self.form.error_class([refusal])
        return errors

    def is_valid(self) -> bool:
        return self.is_bound and not self.errors

    def refusal(self, name: str) -> ValidationError | None:
        if name not in self.filters and name not in self.also_known:
            return ValidationError("There is no such parameter here.", code="unknown_parameter")
        if len(self.data.getlist(name)) > 1:
            return ValidationError("State this parameter once.", code="repeated_parameter")
        if self.data[name] == "":
            return ValidationError("Must not be empty.", code="empty_parameter")
        return None
