"""Requests that the machine sends: what each kind of them asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from tests.examples import CLOCK_IN, EXPENSE, GUEST, REVENUE
from tests.pictures import PDF, jpeg, png
from tests.product.calls import (
    CHANGES,
    CHECK_IN,
    CHECK_IN_WITH_DOCUMENTS,
    CLOCKED_IN,
    CLOCKED_OUT,
    DOCUMENT,
    UPLOAD,
    Call,
)
from tests.product.phone import EXPENSES, REVENUES

from .people import Person

STAYS: Final = "/v1/guest-checkin"
VOID, CHECK_OUT = "/void", "/check-out"
NOTHING_THERE: Final = 10**9
FILES: Final = (PDF, jpeg("red"), png("blue"))


class Made(Protocol):
    """What an organisation has by now: Locations of the collection at a path."""

    def __call__(self, organisation_id: int, *paths: str) -> Sequence[str]: ...


@dataclass(frozen=True)
class Request:
    """One request of one person; the same one, if all three agree."""

    person: Person
    key: str
    call: Call
    is_changed: bool = False

    def __repr__(self) -> str:
        return f"{self.person.name} {self.call.path} {self.key[:4]}{' changed' if self.is_changed else ''}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Request) and self.identity == other.identity

    @property
    def identity(self) -> tuple[str, str, Call]:
        return self.person.name, self.key, self.call

    @property
    def name(self) -> tuple[str, str]:
        """Of the key: two organisations may have the same one."""
        return self.person.scope, self.key

    @property
    def is_forbidden(self) -> bool:
        return self.call.path.endswith(VOID) and not self.person.may_void

    def changed(self) -> "Request":
        change = CHANGES.get(self.call.path) or (
            {"reason": "Another one"}
            if self.call.path.endswith(VOID)
            else {"checkedOutAt": "2099-01-01T00:00:00Z"}
        )
        return replace(self, call=replace(self.call, fields=self.call.fields | change), is_changed=True)

    def by(self, person: Person) -> "Request":
        """The same call of another person, of the same organisation or at a hotel of the other one."""
        place = {"propertyId": person.property_id, "nationality": person.country}
        fields = {name: place.get(name, value) for name, value in self.call.fields.items()}
        return replace(self, person=person, call=replace(self.call, fields=fields))


def expense(person: Person, made: Made, pick: int) -> Call:
    return Call(EXPENSES, {**EXPENSE, "propertyId": person.property_id, "amountCents": 100 + pick})


def revenue(person: Person, made: Made, pick: int) -> Call:
    return Call(REVENUES, {**REVENUE, "propertyId": person.property_id, "amountCents": 100 + pick})


def check_in(person: Person, made: Made, pick: int) -> Call:
    return Call(CHECK_IN, guest(person, pick))


def check_in_with_documents(person: Person, made: Made, pick: int) -> Call:
    files = (("files", FILES[pick % 3]), ("files", FILES[pick % 2]))
    return Call(
        CHECK_IN_WITH_DOCUMENTS, {**guest(person, pick), "documentTypes": ["passport", "visa"]}, files
    )


def guest(person: Person, pick: int) -> dict[str, Any]:
    """Nobody from abroad, of whom more must be stated."""
    place = {"propertyId": person.property_id, "nationality": person.country}
    return GUEST | place | {"roomNumber": str(pick)}


def document(person: Person, made: Made, pick: int) -> Call:
    stay = int(one_of(made(person.organisation_id, STAYS), pick, STAYS).rpartition("/")[2])
    return Call(DOCUMENT, {"checkInId": stay, "type": "passport"}, (("file", FILES[pick % 3]),))


def check_out(person: Person, made: Made, pick: int) -> Call:
    return Call(one_of(made(person.organisation_id, STAYS), pick, STAYS) + CHECK_OUT, {})


def upload(person: Person, made: Made, pick: int) -> Call:
    return Call(UPLOAD, {"purpose": "receipt"}, (("file", FILES[pick % 3]),))


def clock_in(person: Person, made: Made, pick: int) -> Call:
    return Call(CLOCKED_IN, {**CLOCK_IN, "propertyId": person.property_id})


def clock_out(person: Person, made: Made, pick: int) -> Call:
    return Call(CLOCKED_OUT, {"note": f"Shift {pick}"})


def void(person: Person, made: Made, pick: int) -> Call:
    payment = one_of(made(person.organisation_id, EXPENSES, REVENUES), pick, EXPENSES)
    return Call(payment + VOID, {"reason": "Twice"})


def one_of(locations: Sequence[str], pick: int, path: str) -> str:
    return locations[pick % len(locations)] if locations else f"{path}/{NOTHING_THERE}"


DRAFTS: Final[dict[str, Callable[[Person, Made, int], Call]]] = {
    draft.__name__: draft
    for draft in (
        *(expense, revenue, check_in, check_in_with_documents, document),
        *(check_out, upload, clock_in, clock_out, void),
    )
}
