"""Columns that hold document numbers without showing them."""

import base64
from typing import Any, Final

from django.db import models

from .numbers import DocumentType
from .sealing import DocumentNumber, hashed

WHOLE: Final = {"exact", "in", "isnull"}


class SealedNumberField(models.BinaryField):
    """A DocumentNumber, encrypted; what was sealed for one model's field opens in no other."""

    _pyi_private_set_type: DocumentNumber
    _pyi_private_get_type: DocumentNumber  # type: ignore[assignment]

    def from_db_value(self, value: Any, *args: Any) -> DocumentNumber | None:
        return None if value is None else DocumentNumber.opened(bytes(value), self.bond)

    def get_prep_value(self, value: DocumentNumber | None) -> bytes | None:
        return None if value is None else value.sealed_for(self.bond)

    def to_python(self, value: Any) -> DocumentNumber | None:
        """Reads what ``value_to_string`` wrote, too."""
        if isinstance(value, str):
            return DocumentNumber.opened(base64.b64decode(value), self.bond)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        number: Any = self.value_from_object(obj)
        return base64.b64encode(number.sealed_for(self.bond)).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        """A sealed number differs each time: no comparison would ever find it."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    @property
    def bond(self) -> bytes:
        return f"{self.model._meta.label}.{self.name}".encode()


class NumberHashField(models.BinaryField):
    """Follows the number in the sibling field ``number`` whenever that is saved with it.

    ``kind`` is the type of document, or is read from the row's ``type``. Aadhaar numbers leave no hash.
    """

    def __init__(self, *, number: str, kind: str = "", **kwargs: Any) -> None:
        super().__init__(**{"max_length": 32} | kwargs)
        self.number, self.kind = number, kind

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"number": self.number, "kind": self.kind}

    def get_prep_value(self, value: Any) -> Any:
        """Takes a hash as ``hashed`` made it: a text, as in an address of the admin site, is none."""
        if value is not None and not isinstance(value, bytes | memoryview):
            raise ValueError("A hash is bytes.")
        return super().get_prep_value(value)

    def get_lookup(self, lookup_name: str) -> Any:
        """A hash is found whole or not at all."""
        return super().get_lookup(lookup_name) if lookup_name in WHOLE else None

    def pre_save(self, model_instance: Any, add: bool) -> bytes | None:
        setattr(model_instance, self.attname, self.hash_for(model_instance))
        return super().pre_save(model_instance, add)

    def hash_for(self, row: Any) -> bytes | None:
        number: DocumentNumber | None = getattr(row, self.number)
        kind = self.kind or row.type
        if number is None or kind == DocumentType.AADHAAR:
            return None
        if not number.is_open:
            return getattr(row, self.attname)
        return hashed(number.reveal(), organisation_id=row.organisation_id, kind=kind)
