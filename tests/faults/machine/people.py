"""Who uses the product."""

from dataclasses import dataclass
from typing import Final

EMAILS: Final = {
    "manager": "user@example.com",
    "owner": "owner@example.com",
    "staff": "staff@example.com",
    "stranger": "other@example.com",
}
COLLEAGUES: Final = ("manager", "owner", "staff")
STRANGER: Final = "stranger"
"""The manager of another organisation."""


@dataclass(frozen=True)
class Person:
    name: str
    token: str
    expired_token: str
    organisation_id: int
    property_id: int
    country: str

    @property
    def scope(self) -> str:
        return str(self.organisation_id)

    @property
    def may_void(self) -> bool:
        return self.name != "staff"
