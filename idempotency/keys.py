"""The sealing keys, and what each is used as."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from .conf import conf

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class SealingKey:
    """``cipher`` seals answers; ``fingerprint_secret`` keeps fingerprints from being guessed at."""

    cipher: AESGCM = field(repr=False)
    fingerprint_secret: bytes = field(repr=False)


def sealing_keys() -> tuple[SealingKey, ...]:
    """The first one is used for what is new, all of them for what is kept."""
    return _used(tuple(conf.sealing_keys)) or (_development_key(settings.SECRET_KEY),)


def decoded_key(key: str) -> bytes:
    """32 bytes from urlsafe base64. Raises ValueError."""
    decoded = urlsafe_b64decode(key.strip())
    if len(decoded) != KEY_BYTES:
        raise ValueError("A sealing key is 32 bytes in urlsafe base64.")
    return decoded


@lru_cache(maxsize=8)
def _used(keys: tuple[str, ...]) -> tuple[SealingKey, ...]:
    return tuple(_sealing_key(decoded_key(key)) for key in keys)


@lru_cache(maxsize=8)
def _development_key(secret_key: str) -> SealingKey:
    """Without a key of its own the app derives one from SECRET_KEY; a check refuses that in production."""
    return _sealing_key(_derived(secret_key.encode(), b"idempotency sealing key"))


def _sealing_key(key: bytes) -> SealingKey:
    return SealingKey(AESGCM(key), _derived(key, b"idempotency fingerprints"))


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)
