"""Who asks for what: the identity of one request."""

import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict
from rest_framework.exceptions import NotAuthenticated, ParseError
from rest_framework.request import Request

from .exceptions import KeyInvalid, KeyMissing
from .keys import SealingKey, sealing_keys

PAYLOAD_HASH_VERSION = b"1"
KEY = re.compile(r'(?P<quote>"?)(?P<key>[A-Za-z0-9._~:+/=-]{1,255})(?P=quote)')
SCOPE = re.compile(r"[A-Za-z0-9_-]{1,64}")
CANONICAL = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Attempt:
    """One try at a request: the same scope and key name the same request, if the payload hash agrees."""

    scope: str
    key: str
    payload_hash: bytes
    user_id: str
    method: str
    path: str

    @classmethod
    def of(cls, request: Request, *, scope: str, key: str) -> "Attempt":
        """Reads the whole body. Raises what the parsers raise, and UnreadablePostError when it is cut."""
        if not SCOPE.fullmatch(scope):
            raise ValueError("An idempotency scope has 1 to 64 characters out of A-Z a-z 0-9 _ -")
        user_id, http = str(request.user.pk), plain(request)
        return cls(scope, key, payload_hash(request), user_id, http.method or "", http.path)

    @cached_property
    def fingerprint(self) -> bytes:
        """What is kept of the payload hash. Keyed: whoever reads it cannot try out payloads against it."""
        return self._fingerprint_by(sealing_keys()[0])

    def matches(self, fingerprint: bytes) -> bool:
        """Whether a fingerprint that was kept is that of this request."""
        if fingerprint == self.fingerprint:
            return True
        return any(fingerprint == self._fingerprint_by(retired) for retired in sealing_keys()[1:])

    def _fingerprint_by(self, key: SealingKey) -> bytes:
        return hmac.digest(key.fingerprint_secret, self.payload_hash, "sha256")

    @property
    def redis_key(self) -> str:
        return redis_key(self.scope, self.key)

    @property
    def lock_id(self) -> int:
        return lock_id(self.scope, self.key)


def redis_key(scope: str, key: str) -> str:
    return f"idempotency:{scope}:{key}"


def lock_id(scope: str, key: str) -> int:
    """The signed 64-bit number of the key's advisory lock."""
    digest = hashlib.sha256(f"{scope}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def parse_key(header: str | None) -> str:
    """The key in an Idempotency-Key header, bare or as the quoted string of the IETF draft."""
    if header is None:
        raise KeyMissing
    match = KEY.fullmatch(header.strip(" \t"))
    if match is None:
        raise KeyInvalid
    return match["key"]


def user_scope(request: Request) -> str:
    """Strangers have no scope: they would get each other's answers."""
    if request.user.pk is None:
        raise NotAuthenticated
    return f"user-{request.user.pk}"


def plain(request: Request) -> HttpRequest:
    """Django's own request: DRF's, which is round it, looks in itself first for what only this one has."""
    return request._request


def payload_hash(request: Request) -> bytes:
    """SHA-256 over the length-prefixed parts of a request that make it the same request."""
    return hashlib.sha256(b"".join(len(part).to_bytes(8) + part for part in _parts(request))).digest()


def _parts(request: Request) -> Iterator[bytes]:
    media_type = (request.content_type or "").partition(";")[0].strip().lower()
    yield PAYLOAD_HASH_VERSION
    http = plain(request)
    yield from map(_encoded, (http.method, http.path, _query(http), request.user.pk, media_type))
    data = request.data
    if isinstance(data, QueryDict) and (request.FILES or request.POST):
        yield from map(_encoded, _form(request))
    else:
        yield canonical_json(data)


def _encoded(part: object) -> bytes:
    return str(part).encode("utf-8", "surrogatepass")


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING")
    return urlencode(sorted(parse_qsl(query, keep_blank_values=True))) if query else ""


def _form(request: Request) -> Iterator[object]:
    """The order between fields does not count, the order within one does."""
    for name, values in sorted(request.POST.lists()):
        yield from ("field", name, len(values), *values)
    for name, files in sorted(request.FILES.lists(), key=lambda item: item[0]):
        yield from ("files", name, len(files))
        for file in files:
            yield from (file.name, file.size, content_hash(file))


def content_hash(file: "UploadedFile[bytes]") -> str:
    """SHA-256 in hex of a request's file, which is then at its start; whoever asks again gets it at once."""
    known: dict[str, Any] = vars(file)
    if "content_hash" not in known:
        digest = hashlib.sha256()
        for chunk in file.chunks():  # from its start
            digest.update(chunk)
        known["content_hash"] = digest.hexdigest()
    file.seek(0)
    return str(known["content_hash"])


def canonical_json(data: object) -> bytes:
    try:
        return CANONICAL.encode(data).encode()
    except (ValueError, RecursionError) as error:
        raise ParseError(
            "The JSON body holds a number that is not finite, or is nested too deeply."
        ) from error
