"""What Redis holds of the guide's expense: little, for a day, and readable by nobody."""

import zlib
from collections.abc import Iterator

import pytest

from hotelops.api.dictionary import V2
from tests.examples import LOGIN

from .phone import CREATED, outcome

pytestmark = pytest.mark.product

FRAGMENT_BYTES = 6
DAY = 24 * 3600


@pytest.fixture
def answer(phone, redis_now, books, key) -> bytes:
    created = phone.post(key)
    assert outcome(created) == CREATED
    return created.content


@pytest.fixture
def organisation_id(phone) -> int:
    return int(phone.get("/auth/me").json()["orgId"])


def decompressed_slices(value: bytes) -> Iterator[bytes]:
    """What zlib, raw deflate (with and without the product's dictionary) and gzip make of every slice.

    Bytes go in one by one, so that what comes out before an error counts, too.
    """
    for start in range(len(value)):
        for inflate in (
            zlib.decompressobj(15),
            zlib.decompressobj(-15),
            zlib.decompressobj(-15, zdict=V2),
            zlib.decompressobj(31),
        ):
            yield inflated(inflate, value[start:])


def inflated(inflate: "zlib._Decompress", deflated: bytes) -> bytes:
    plain = b""
    try:
        for number in range(len(deflated)):
            plain += inflate.decompress(deflated[number : number + 1])
    except zlib.error:
        return plain
    return plain


def fragments(answer: bytes) -> set[bytes]:
    """All short pieces of an answer that the product's dictionary, which is no secret, does not hold."""
    pieces = {answer[at : at + FRAGMENT_BYTES] for at in range(len(answer) - FRAGMENT_BYTES + 1)}
    return {piece for piece in pieces if piece not in V2}


def is_shown(answer: bytes, value: bytes) -> bool:
    return any(piece in plain for plain in decompressed_slices(value) for piece in fragments(answer))


class TestRedisValue:
    def test_has_exactly_the_documented_name(self, redis_now, answer, organisation_id, key):
        assert redis_now.keys() == [f"idempotency:{organisation_id}:{key}".encode()]

    def test_lives_for_a_day(self, redis_now, answer):
        [name] = redis_now.keys()
        assert DAY - 30 < redis_now.ttl(name) <= DAY

    def test_takes_at_most_300_bytes_of_memory(self, redis_now, answer):
        [name] = redis_now.keys()
        size = redis_now.memory_usage(name, samples=0)
        print(f"MEMORY USAGE of the guide's expense: {size} bytes")
        assert size <= 300

    def test_shows_nothing_of_the_answer_however_it_is_decompressed(self, redis_now, answer):
        [name] = redis_now.keys()
        value = redis_now.get(name)
        assert not is_shown(answer, value)
        assert not any(piece in value for piece in fragments(answer))
        assert LOGIN["email"].encode() not in value

    def test_would_show_the_answer_if_it_were_only_compressed(self, answer):
        deflate = zlib.compressobj(6, wbits=-15, zdict=V2)
        assert is_shown(answer, b"head" + deflate.compress(answer) + deflate.flush())
        assert is_shown(answer, b"head" + zlib.compress(answer))
