"""The keys of document numbers: to seal and to look up, derived from each of ``DOCUMENT_KEYS``."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES: Final = 32
ID_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class DocumentKey:
    """What one of the ``DOCUMENT_KEYS`` is used as; ``id`` stands in front of what it sealed."""

    id: bytes
    cipher: AESGCM = field(repr=False)
    lookup: bytes = field(repr=False)


def document_keys() -> tuple[DocumentKey, ...]:
    """The first one seals and hashes, all of them open and look up."""
    return _derived(tuple(settings.DOCUMENT_KEYS))


def current_key() -> DocumentKey:
    return document_keys()[0]


@lru_cache(maxsize=8)
def _derived(keys: tuple[str, ...]) -> tuple[DocumentKey, ...]:
    return tuple(map(_document_key, map(decoded, keys)))


def _document_key(key: bytes) -> DocumentKey:
    return DocumentKey(
        id=_subkey(key, "key id")[:ID_BYTES],
        cipher=AESGCM(_subkey(key, "sealing")),
        lookup=_subkey(key, "look-up"),
    )


def _subkey(key: bytes, purpose: str) -> bytes:
    info = f"hotelops document numbers: {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(key)


def decoded(key: str) -> bytes:
    """32 bytes from urlsafe base64. Raises ValueError."""
    decoded_key = urlsafe_b64decode(key.strip())
    if len(decoded_key) != KEY_BYTES:
        raise ValueError(f"A document key is {KEY_BYTES} bytes in urlsafe base64.")
    return decoded_key
