"""Document numbers as they are kept: sealed with AES-256-GCM, and as a keyed hash to find them by."""

import hmac
import os
from typing import Final, Self

from cryptography.exceptions import InvalidTag

from .keys import ID_BYTES, DocumentKey, current_key, document_keys

VERSION: Final = b"\x01"
NONCE_BYTES: Final = 12
HEAD_BYTES: Final = len(VERSION) + ID_BYTES
MASK: Final = "****"


class CannotReveal(Exception):
    """The key that this number was sealed with is no longer among ``DOCUMENT_KEYS``."""


class DocumentNumber:
    """A number that shows itself by its last four characters; ``reveal()`` gives the whole."""

    __slots__ = ("_number", "sealed")

    def __init__(self, number: str | None, sealed: bytes = b"") -> None:
        self._number = number
        self.sealed = sealed

    @classmethod
    def opened(cls, sealed: bytes, bond: bytes) -> Self:
        """The number that was sealed for this place; without its key it stays closed and as it is."""
        return cls(_opened(sealed, bond), sealed)

    def reveal(self) -> str:
        """Raises CannotReveal."""
        if self._number is None:
            raise CannotReveal
        return self._number

    @property
    def is_open(self) -> bool:
        return self._number is not None

    @property
    def is_current(self) -> bool:
        """Whether it was read from the database and is sealed there with the first key."""
        return self.sealed.startswith(VERSION + current_key().id)

    def sealed_for(self, bond: bytes) -> bytes:
        """Version, key id, nonce and ciphertext, which opens only where the same ``bond`` is stated."""
        if self._number is None:
            return self.sealed
        key, nonce = current_key(), os.urandom(NONCE_BYTES)
        return VERSION + key.id + nonce + key.cipher.encrypt(nonce, self._number.encode(), bond)

    def __str__(self) -> str:
        return MASK + (self._number or "")[-4:]

    __repr__ = __str__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentNumber) and self.is_open and self._number == other._number

    def __hash__(self) -> int:
        return hash(self._number)


def _opened(sealed: bytes, bond: bytes) -> str | None:
    head, nonce = sealed[:HEAD_BYTES], sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
    for key in document_keys():
        if head == VERSION + key.id:
            try:
                return key.cipher.decrypt(nonce, sealed[HEAD_BYTES + NONCE_BYTES :], bond).decode()
            except (InvalidTag, ValueError):
                continue
    return None


def hashed(number: str, *, organisation_id: int, kind: str, key: DocumentKey | None = None) -> bytes:
    """Finds the number again within one organisation; worth nothing without the key."""
    message = f"{organisation_id}:{kind}:{number}".encode()
    return hmac.digest((key or current_key()).lookup, message, "sha256")


def hashes(number: str, *, organisation_id: int, kind: str) -> list[bytes]:
    """What the number may have been hashed to, under each of the keys."""
    return [hashed(number, organisation_id=organisation_id, kind=kind, key=key) for key in document_keys()]
