"""What the test remembers: of every key, what a client may know, and what was done beside the API."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import httpx

from tests.product.calls import DOCUMENT

from .drafts import CHECK_OUT, STAYS, Request


class Recorded(NamedTuple):
    """The part of an answer that every retry must get."""

    status: int
    content: bytes
    content_type: str
    location: str

    @classmethod
    def of(cls, response: httpx.Response) -> "Recorded":
        headers = response.headers
        return cls(
            response.status_code,
            response.content,
            headers.get("Content-Type", ""),
            headers.get("Location", ""),
        )


@dataclass
class Fate:
    """Of one key in one organisation."""

    asked: list[Request] = field(default_factory=list)
    """All that was sent, in the order of their ends."""
    lost: list[Request] = field(default_factory=list)
    """Ended without a word on whether they were done."""
    done: Request | None = None
    answer: Recorded | None = None
    is_erased: bool = False

    def to_insist_on(self) -> list[Request]:
        """What was done, else what was sent last."""
        return [self.done] if self.done else self.asked[-1:]

    @property
    def tells_of_guest(self) -> bool:
        """Not so the answer to a check-out after the guest was erased."""
        return self.answer is not None and json.loads(self.answer.content).get("guestName") != ""

    def settle(self, request: Request, answer: Recorded) -> None:
        self.done, self.answer, self.lost = request, answer, []

    @property
    def stay(self) -> str:
        """The URL of the stay that the request was about, if any."""
        if self.done is None or self.answer is None:
            return ""
        return self.answer.location if is_stay(self.answer.location) else stay_named_by(self.done)


class Entry(NamedTuple):
    """A row of the ledger that expired, and may be gone or taken over by now."""

    path: str
    location: str


@dataclass
class Memory:
    fates: dict[tuple[str, str], Fate] = field(default_factory=dict)
    """By organisation and key."""
    expired: list[Entry] = field(default_factory=list)
    erased_stays: set[str] = field(default_factory=set)
    erased_documents: set[int] = field(default_factory=set)
    reused_bodies: set[bytes] = field(default_factory=set)
    """What those were told who reused a key: one text, which tells nothing of any answer."""

    def fate(self, request: Request) -> Fate:
        return self.fates.setdefault(request.name, Fate())

    def made(self, organisation_id: int, *paths: str) -> Sequence[str]:
        """Locations of what an organisation is known to have created at paths."""
        return [
            answer.location
            for (scope, _), answer in self.answers()
            if scope == str(organisation_id) and answer.location.rpartition("/")[0] in paths
        ]

    def answers(self) -> Iterator[tuple[tuple[str, str], Recorded]]:
        return ((name, fate.answer) for name, fate in self.fates.items() if fate.answer)

    def expire(self, name: tuple[str, str]) -> None:
        """The key is free again, and nothing is known of it."""
        self.fates[name] = Fate(asked=self.fates[name].asked)

    def done_about(self, stay: str) -> list[Request]:
        return [fate.done for fate in self.fates.values() if fate.done and fate.stay == stay]

    def erase(self, stay: str) -> None:
        self.erased_stays.add(stay)
        for fate in self.fates.values():
            fate.is_erased |= fate.stay == stay and fate.tells_of_guest


def is_stay(location: str) -> bool:
    return location.rpartition("/")[0] == STAYS and location.rpartition("/")[2].isdecimal()


def stay_named_by(request: Request) -> str:
    """The URL of the stay that a request names."""
    if request.call.path == DOCUMENT:
        return f"{STAYS}/{request.call.fields['checkInId']}"
    path = request.call.path.removesuffix(CHECK_OUT)
    return path if is_stay(path) else ""
