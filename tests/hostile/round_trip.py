"""What was accepted is read back: as it was sent, or in the one form that the field is kept in."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from guestcheckin.numbers import compact
from guestcheckin.rules import e164
from guestcheckin.serializer_fields import room_number
from tests.hotels import Answer

from .places import Write
from .sweep import Sweep, answer_of
from .writer import Writer

SHOWN_AS: Final = {"reason": "voidReason", "reference": "formReference"}
NOT_SHOWN: Final = object()


def masked(number: str) -> str:
    """The last four characters of a document's number."""
    return f"****{compact(number)[-4:]}" if number.strip() else ""


NORMAL_FORMS: Final[dict[str, Callable[[str], object]]] = {
    "number": masked,
    "passportNumber": masked,
    "phone": lambda text: e164(text, "IN"),
    "roomNumber": room_number,
    "visaNumber": masked,
}


def check(sweep: Sweep, endpoint: Writer, answer: Answer, sent: Mapping[str, Any]) -> None:
    """Asks for the row that an accepted request made or changed."""
    status, content, headers = answer
    if status not in (200, 201) or not endpoint.shows_a_row:
        return
    shown = json.loads(content)
    later = answer_of(endpoint.client.get(headers.get("Location", endpoint.row_path)))
    sweep.must_be((endpoint.write.name, dict(sent)), shown, json.loads(later[1]))
    for field, value in sent.items():
        if (found := value_in(shown, field)) is not NOT_SHOWN:
            sweep.must_be(
                (endpoint.write.name, field), normal(endpoint.write, field, value), comparable(found)
            )


def value_in(shown: dict[str, Any], field: str) -> Any:
    """In the row itself, or in the last event of a shift."""
    last_event = shown.get("events", [{}])[-1]
    for name in (field, SHOWN_AS.get(field, field)):
        for place in (shown, last_event):
            if name in place:
                return place[name]
    return NOT_SHOWN


def normal(write: Write, field: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if write.is_form and not value and "null" in write.fields[field].get("type", ()):
        return None
    if write.fields[field].get("type") == "integer":  # in a form
        return int(value)
    return comparable(NORMAL_FORMS.get(field, str.strip)(value))


def comparable(value: Any) -> Any:
    """An instant whatever its zone; everything else as it is."""
    try:
        instant = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    return instant if instant.tzinfo else value
