"""What is kept of an answer, and how it is sealed: compressed, encrypted, bound to its key."""

import os
import zlib
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from .attempts import Attempt
from .conf import conf

NO_DICTIONARY = b""
RAW_DEFLATE = -15
FINGERPRINT_BYTES = 32
NONCE_BYTES = 12
HEADER_BYTES = 1 + FINGERPRINT_BYTES


class CannotOpen(Exception):
    """The bytes are no answer of this key: foreign, damaged, or sealed with a key that is no longer known."""


@dataclass(frozen=True, slots=True)
class RecordedResponse:
    """The part of an answer that a retry gets again, and the fingerprint of the request it answered."""

    fingerprint: bytes
    status: int
    content_type: str
    location: str
    body: bytes

    @classmethod
    def of(cls, response: HttpResponseBase, attempt: Attempt) -> "RecordedResponse":
        if not isinstance(response, HttpResponse):
            raise TypeError(
                f"{attempt.method} {attempt.path} is idempotent, so its answer is kept, and a "
                f"{type(response).__name__} cannot be: give the content a URL of its own."
            )
        return cls(
            fingerprint=attempt.fingerprint,
            status=response.status_code,
            content_type=response.get("Content-Type", ""),
            location=response.get("Location", ""),
            body=response.content,
        )

    def replay(self) -> HttpResponse:
        response = HttpResponse(self.body, status=self.status, content_type=self.content_type or None)
        if not self.content_type:
            del response["Content-Type"]
        if self.location:
            response["Location"] = self.location
        return response

    def sealed(self, attempt: Attempt) -> bytes:
        """Version (1 byte), fingerprint (32), nonce (12), AES-256-GCM of the deflated answer."""
        version = max(conf.dictionaries)
        head = f"{self.status}\n{self.content_type}\n{self.location}\n".encode()
        nonce = os.urandom(NONCE_BYTES)
        secret = _ciphers()[0].encrypt(
            nonce, _deflated(head + self.body, version), _bond(attempt, self.fingerprint)
        )
        return bytes([version]) + self.fingerprint + nonce + secret

    @classmethod
    def opened(cls, sealed: object, attempt: Attempt) -> "RecordedResponse":
        """The answer in ``sealed``, which may come from anywhere. Raises CannotOpen."""
        if not isinstance(sealed, bytes):
            raise CannotOpen
        fingerprint = sealed[1:HEADER_BYTES]
        nonce, secret = (
            sealed[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES],
            sealed[HEADER_BYTES + NONCE_BYTES :],
        )
        if not secret or sealed[0] not in conf.dictionaries:
            raise CannotOpen
        deflated = _decrypted(nonce, secret, _bond(attempt, fingerprint))
        try:
            status, content_type, location, body = _inflated(deflated, version=sealed[0]).split(b"\n", 3)
            return cls(fingerprint, int(status), content_type.decode(), location.decode(), body)
        except (zlib.error, ValueError):  # sealed with another dictionary of this version
            raise CannotOpen from None


def _bond(attempt: Attempt, fingerprint: bytes) -> bytes:
    """What the cipher vouches for beside the answer: copied under another key, it does not open."""
    return attempt.redis_key.encode() + fingerprint


def _decrypted(nonce: bytes, secret: bytes, bond: bytes) -> bytes:
    for cipher in _ciphers():
        try:
            return cipher.decrypt(nonce, secret, bond)
        except InvalidTag:
            continue
    raise CannotOpen


def _deflated(plain: bytes, version: int) -> bytes:
    deflate = zlib.compressobj(level=6, wbits=RAW_DEFLATE, zdict=_dictionary(version))
    return deflate.compress(plain) + deflate.flush()


def _inflated(deflated: bytes, version: int) -> bytes:
    return zlib.decompressobj(wbits=RAW_DEFLATE, zdict=_dictionary(version)).decompress(deflated)


def _dictionary(version: int) -> bytes:
    dictionary: bytes = import_string(conf.dictionaries[version])
    return dictionary


def _ciphers() -> tuple[AESGCM, ...]:
    return _ciphers_of(tuple(conf.sealing_keys)) or (_development_cipher(settings.SECRET_KEY),)


@lru_cache(maxsize=8)
def _ciphers_of(keys: tuple[str, ...]) -> tuple[AESGCM, ...]:
    return tuple(AESGCM(decoded_key(key)) for key in keys)


@lru_cache(maxsize=8)
def _development_cipher(secret_key: str) -> AESGCM:
    """Without a key of its own the app derives one from SECRET_KEY; a check refuses that in production."""
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"idempotency sealing key")
    return AESGCM(derive.derive(secret_key.encode()))


def decoded_key(key: str) -> bytes:
    """32 bytes from urlsafe base64. Raises ValueError."""
    decoded = urlsafe_b64decode(key.strip())
    if len(decoded) != 32:
        raise ValueError("A sealing key is 32 bytes in urlsafe base64.")
    return decoded
