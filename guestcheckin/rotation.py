"""Bringing every document number under the first of ``DOCUMENT_KEYS``, so that an old key can be retired."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from .model_fields import NumberHashField, SealedNumberField
from .models import Document, Stay

BATCH = 200


@dataclass(slots=True)
class Rotated:
    """Counts of numbers; ``closed`` are those whose key is not among ``DOCUMENT_KEYS``."""

    resealed: int = 0
    closed: int = 0


def rotate(batch_size: int = BATCH) -> Rotated:
    """Works through batches in transactions of their own, beside whatever the product does meanwhile."""
    rotated = Rotated()
    for model in (Stay, Document):
        for rows in batches(model, batch_size):
            for row in rows:
                reseal(row, rotated)
    return rotated


def batches(model: type[models.Model], size: int) -> Iterator[list[Any]]:
    """Locked rows that have a number, by rising id; each batch is committed before the next one."""
    has_number = Q()
    for field in fields_of(model, SealedNumberField):
        has_number |= Q(**{f"{field.name}__isnull": False})
    last: int | None = 0
    while last is not None:
        with transaction.atomic():
            found = model._default_manager.filter(has_number, pk__gt=last).order_by("pk")
            rows = list(found.select_for_update()[:size])
            yield rows
        last = rows[-1].pk if rows else None


def reseal(row: Any, rotated: Rotated) -> None:
    numbers = [getattr(row, field.name) for field in fields_of(type(row), SealedNumberField)]
    old = [number for number in numbers if number is not None and not number.is_current]
    closed = sum(not number.is_open for number in old)
    rotated.closed += closed
    rotated.resealed += len(old) - closed
    if closed < len(old):
        changed = fields_of(type(row), SealedNumberField | NumberHashField)
        row.save(update_fields=[field.name for field in changed])


def fields_of(model: type[models.Model], kind: Any) -> list["models.Field[Any, Any]"]:
    return [field for field in model._meta.concrete_fields if isinstance(field, kind)]
