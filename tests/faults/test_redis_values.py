"""Other values under the real names: none of them is an answer."""

import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
from redis import Redis

from tests.product.phone import CREATED, outcome

from .postgres_promise import REPLAYS, Request
from .redis_promise import all_at_once, assert_replays, one_by_one, warnings_of
from .windows import run

pytestmark = pytest.mark.product

VERSION, FINGERPRINT, NONCE, SECRET = 0, 1, 33, 45
"""Where the parts of a sealed answer begin."""

Spoil = Callable[[Redis, bytes], object]
"""Puts something else in the place of an answer, given its name."""


def by(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda redis, name: redis.set(name, change(value_of(redis, name)))


def value_of(redis: Redis, name: bytes) -> bytes:
    value = redis.get(name)
    assert isinstance(value, bytes)
    return value


def flipped(place: int, bits: int = 1) -> Spoil:
    return by(lambda value: value[:place] + bytes([value[place] ^ bits]) + value[place + 1 :])


def by_a_list(redis: Redis, name: bytes) -> None:
    redis.delete(name)
    redis.lpush(name, "x")


def by_the_answer_to_another_key(redis: Redis, name: bytes) -> None:
    [other] = {*redis.keys()} - {name}
    redis.execute_command("COPY", other, name, "REPLACE")


SPOILS: dict[str, Spoil] = {
    "nothing": by(lambda value: b""),
    "garbage": by(lambda value: b"garbage" * 20),
    "5 MB of garbage": by(lambda value: b"x" * 5_000_000),
    "JSON": by(lambda value: json.dumps({"status": 201, "body": "{}"}).encode()),
    "a pickle": by(lambda value: pickle.dumps({"status": 201, "body": b"{}"})),
    "a list": by_a_list,
    "cut short": by(lambda value: value[:-1]),
    "its head alone": by(lambda value: value[:SECRET]),
    "more at its end": by(lambda value: value + b"x"),
    "an older version": flipped(VERSION, bits=2 ^ 1),
    "a version to come": flipped(VERSION, bits=2 ^ 3),
    "another fingerprint": flipped(FINGERPRINT),
    "another life of the database": flipped(NONCE),
    "another content": flipped(SECRET),
    "the answer to another key": by_the_answer_to_another_key,
}


@pytest.fixture
def request_(phone, books, database, redis_now, key) -> Request:
    return Request(phone, database, redis_now, key)


def name_of(request: Request) -> bytes:
    [name] = request.redis.keys(f"idempotency:*:{request.key}")
    assert isinstance(name, bytes)
    return name


def forget(request: Request) -> None:
    """All that Postgres knows of it."""
    run(request.database, "DELETE FROM finance_expense WHERE description = %s", request.key)
    run(request.database, "DELETE FROM idempotency_ledgerentry WHERE key = %s", request.key)


class TestForeignValue:
    """It stays where it is, and is met by every request of the test: SET overwrites nothing."""

    @pytest.mark.parametrize("value", SPOILS)
    def test_is_no_answer(self, product, request_, value, measured):
        first = request_.send()
        assert outcome(first) == CREATED
        assert outcome(replace(request_, key=str(uuid4())).send()) == CREATED
        SPOILS[value](request_.redis, name_of(request_))
        with warnings_of(product):
            for _ in range(REPLAYS):
                assert_replays(request_.send(), first)
        assert (request_.rows(), request_.entries()) == (1, 1)

        forget(request_)
        with warnings_of(product):
            one_by_one(request_)
        forget(request_)
        with warnings_of(product):
            all_at_once(request_)
        measured("the ledger answers instead; where it knows nothing, the request runs once")
