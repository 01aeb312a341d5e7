"""Serializer bases: names in camelCase, unknown fields refused, JSON types taken as they are."""

import copy
from collections.abc import Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar

from django.db import models
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from .fields import AnyField, DayField, InstantField, is_form, wrong_json_type

Model = TypeVar("Model", bound=models.Model)


@cache
def camel_case(name: str) -> str:
    """``payment_mode`` → ``paymentMode``."""
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


class CamelCaseMixin(serializers.Serializer[Any]):
    """Declare fields in snake_case; clients see camelCase, validated data stays snake_case."""

    def get_fields(self) -> dict[str, AnyField]:
        return {camel_case(name): self.renamed(name, field) for name, field in super().get_fields().items()}

    def renamed(self, name: str, field: AnyField) -> AnyField:
        refuse_naive_date_time(name, field)
        if (shown := camel_case(name)) == name:
            return field
        if hasattr(self, f"validate_{name}"):
            raise TypeError(
                f"{type(self).__name__}.validate_{name} would never run: the field is called {shown}. "
                "Use a validator of the field, or validate()."
            )
        if isinstance(field, serializers.SerializerMethodField):
            field.method_name = field.method_name or f"get_{name}"
        elif field.source is None:
            field.source = name
        return field

    def to_internal_value(self, data: Any) -> Any:
        errors = self.unknown_fields(data) | self.wrong_types(data) if isinstance(data, Mapping) else {}
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as refused:
            raise serializers.ValidationError({**as_mapping(refused.detail), **errors}) from None
        if errors:
            raise serializers.ValidationError(errors)
        return value

    def unknown_fields(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        known = {field.field_name for field in self._writable_fields}
        return {
            name: [ErrorDetail("This field is not known here.", "unknown_field")]
            for name in data
            if name not in known
        }

    def wrong_types(self, data: Mapping[str, Any]) -> dict[str, list[ErrorDetail]]:
        if is_form(data):
            return {}
        expected = {
            field.field_name or "": wrong_json_type(field, field.get_value(data))
            for field in self._writable_fields
        }
        return {
            name: [ErrorDetail(f"Must be {what}.", "wrong_type")] for name, what in expected.items() if what
        }


class CamelSerializer(CamelCaseMixin):
    """Base of serializers without a model."""


class KeptFieldsSerializer(serializers.ModelSerializer[Model]):
    """Finds out what fields a model's are once a process, and copies them as DRF copies declared ones."""

    def get_fields(self) -> dict[str, AnyField]:
        return copy.deepcopy(built_fields(type(self)))


@cache
def built_fields(serializer: type[serializers.ModelSerializer[Any]]) -> dict[str, AnyField]:
    return serializers.ModelSerializer.get_fields(serializer())


class CamelModelSerializer(CamelCaseMixin, KeptFieldsSerializer[Model]):
    """Base of serializers with a model; its date-times are instants, its dates days."""

    serializer_field_mapping: ClassVar[dict[Any, Any]] = {
        **serializers.ModelSerializer.serializer_field_mapping,
        models.DateField: DayField,
        models.DateTimeField: InstantField,
    }


def refuse_naive_date_time(name: str, field: AnyField) -> None:
    """A plain DateTimeField takes a time without a zone for UTC: refuse to be built with one."""
    if type(field) is serializers.DateTimeField and not field.read_only:
        raise TypeError(f"{name}: use hotelops.api.fields.InstantField, which insists on a time zone.")


def as_mapping(detail: Any) -> dict[str, Any]:
    return detail if isinstance(detail, dict) else {"non_field_errors": detail}
