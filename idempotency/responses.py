"""What is kept of an answer, and how it is sealed: compressed, encrypted, bound to its key."""

import os
import zlib
from functools import cache
from operator import xor
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from .attempts import Attempt
from .conf import conf
from .keys import sealing_keys

NO_DICTIONARY = b""
RAW_DEFLATE = -15
LOOK_AHEAD = 262
"""Bytes that zlib's window needs beside the data, its MIN_LOOKAHEAD."""
FINGERPRINT_BYTES = 32
NONCE_BYTES = 12
HEADER_BYTES = 1 + FINGERPRINT_BYTES
SECRET_AT = HEADER_BYTES + NONCE_BYTES


class CannotOpen(Exception):
    """The bytes are no answer of this key: foreign, damaged, or sealed with a key that is no longer known."""


class RecordedResponse(NamedTuple):
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
        plain = f"{self.status}\n{self.content_type}\n{self.location}\n".encode() + self.body
        header, nonce = bytes([version]) + self.fingerprint, os.urandom(NONCE_BYTES)
        secret = sealing_keys()[0].cipher.encrypt(nonce, _deflated(plain, version), _bond(attempt, header))
        return header + nonce + secret

    @classmethod
    def opened(cls, sealed: object, attempt: Attempt) -> "RecordedResponse":
        """The answer in ``sealed``, which may come from anywhere. Raises CannotOpen."""
        if not isinstance(sealed, bytes):
            raise CannotOpen
        header, nonce, secret = sealed[:HEADER_BYTES], sealed[HEADER_BYTES:SECRET_AT], sealed[SECRET_AT:]
        if not secret or sealed[0] not in conf.dictionaries:
            raise CannotOpen
        deflated = _decrypted(nonce, secret, _bond(attempt, header))
        try:
            status, content_type, location, body = _inflated(deflated, version=sealed[0]).split(b"\n", 3)
            return cls(header[1:], int(status), content_type.decode(), location.decode(), body)
        except (zlib.error, ValueError):  # sealed with another dictionary of this version
            raise CannotOpen from None


def bound(sealed: object, incarnation: bytes) -> bytes:
    """A sealed answer as it stands in Redis: its nonce is masked, so that it opens where the mask is known.

    Its own inverse. Raises CannotOpen for what is not even bytes.
    """
    if not isinstance(sealed, bytes):
        raise CannotOpen
    masked = map(xor, sealed[HEADER_BYTES:SECRET_AT], incarnation)
    return sealed[:HEADER_BYTES] + bytes(masked) + sealed[SECRET_AT:]


def _bond(attempt: Attempt, header: bytes) -> bytes:
    """What the cipher vouches for beside the answer: copied under another key, it does not open."""
    return attempt.redis_key.encode() + header


def _decrypted(nonce: bytes, secret: bytes, bond: bytes) -> bytes:
    for key in sealing_keys():
        try:
            return key.cipher.decrypt(nonce, secret, bond)
        except InvalidTag:
            continue
    raise CannotOpen


def _deflated(plain: bytes, version: int) -> bytes:
    """By a window that just holds both: to clear the usual one takes longer than to compress an answer."""
    dictionary = conf.dictionaries[version]
    window = min(15, (len(dictionary) + len(plain) + LOOK_AHEAD).bit_length())
    deflate = _compressor(dictionary, window).copy()
    return deflate.compress(plain) + deflate.flush()


@cache
def _compressor(dictionary: bytes, window: int) -> "zlib._Compress":
    """One that has read the dictionary, to be copied: to read it takes longer, too."""
    return zlib.compressobj(level=6, wbits=-window, memLevel=window - 7, zdict=dictionary)


def _inflated(deflated: bytes, version: int) -> bytes:
    return zlib.decompressobj(wbits=RAW_DEFLATE, zdict=conf.dictionaries[version]).decompress(deflated)
