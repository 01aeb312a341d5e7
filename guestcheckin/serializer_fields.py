"""What a guest's check-in is made of, read strictly and answered masked."""

import unicodedata
from typing import Any, ClassVar, Final

from django.db.models import Model
from rest_framework import serializers

from hotelops.api.aadhaar import refuse_full_aadhaar

from .numbers import DocumentType, InvalidNumber, compact, normalised
from .sealing import DocumentNumber

LONGEST_NUMBER: Final = 40
LONGEST_WRITTEN_ROOM: Final = 200
"""With all that is not kept; to normalise a text takes time that grows with the square of its length."""
MASKED: Final = "Answered masked: ****4567."


def room_number(text: str) -> str:
    """One way to write a room: ``12a`` and `` 12A`` are the same; what nobody sees does not count."""
    visible = (character for character in text if unicodedata.category(character) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", "".join(visible)).upper().split())


class RoomNumberField(serializers.CharField):
    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if len(text) > LONGEST_WRITTEN_ROOM:
            self.fail("max_length", max_length=self.max_length)
        return room_number(text) or self.fail("blank")


class NumberField(serializers.CharField):
    """The number of a document of one kind; answers are masked, and empty without a number."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_document_number": "This is no valid number of such a document."
    }

    def __init__(self, *, kind: str, **kwargs: Any) -> None:
        usual: dict[str, Any] = {"required": False, "allow_blank": True, "help_text": MASKED}
        super().__init__(**usual | {"max_length": LONGEST_NUMBER} | kwargs)
        self.kind = kind

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text's own rules come first; an empty one is no number."""
        text = super().run_validation(data)
        return self.number(text) if text else None

    def number(self, text: str) -> DocumentNumber:
        try:
            return number_of(self.kind, text, field=str(self.field_name))
        except InvalidNumber:
            self.fail("invalid_document_number")

    def get_attribute(self, instance: Model) -> Any:
        return super().get_attribute(instance) or ""

    def to_representation(self, value: Any) -> str:
        return str(value)


def number_of(kind: str, text: str, *, field: str) -> DocumentNumber:
    """Raises InvalidNumber, and a FieldProblem for an Aadhaar number that goes by another name."""
    if kind != DocumentType.AADHAAR:
        refuse_full_aadhaar({field: text})
        refuse_full_aadhaar({field: compact(text)})
    return DocumentNumber(normalised(kind, text))
