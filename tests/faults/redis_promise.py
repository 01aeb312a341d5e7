"""What every fault of Redis must leave of the promise: all of it."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

import httpx

from tests.examples import EXPENSE
from tests.product.phone import CREATED, IN_PROGRESS, is_replay, outcome
from tests.servers import Product, wait_until
from tests.threads import at_once

from .postgres_promise import REPLAYS, Request

REUSED = (409, "idempotency_key_reused")
CROWD = 6
USED = 6
"""So many answers in a row are in Redis when all processes use it."""
WARNING = re.compile(r'"idempotency\.replay_cache", "message": "(?:Redis failed, [^"]*: )?([^;"]+)')

NewRequest = Callable[[], Request]


def assert_replays(retry: httpx.Response, first: httpx.Response) -> None:
    assert is_replay(retry)
    assert (retry.status_code, retry.content) == (first.status_code, first.content)
    assert retry.headers["Location"] == first.headers["Location"]


def one_by_one(request: Request) -> list[httpx.Response]:
    """A first write, its retries, another payload under its key, another retry."""
    first, *retries = [request.send() for _ in range(1 + REPLAYS)]
    assert outcome(first) == CREATED
    assert not is_replay(first)
    other = request.phone.post(request.key, EXPENSE | {"description": "another one"})
    assert outcome(other) == REUSED
    retries.append(request.send())
    for retry in retries:
        assert_replays(retry, first)
    assert (request.rows(), request.entries()) == (1, 1)
    return [first, other, *retries]


def all_at_once(request: Request) -> list[httpx.Response]:
    """Requests with one key, of which one runs."""
    answers = at_once(CROWD, lambda _: request.send())
    done = [answer for answer in answers if outcome(answer) != IN_PROGRESS]
    [first] = [answer for answer in done if not is_replay(answer)]
    assert outcome(first) == CREATED
    done.remove(first)
    for retry in [*done, request.send()]:
        assert_replays(retry, first)
    assert (request.rows(), request.entries()) == (1, 1)
    return answers


def same_as_ever(new: NewRequest, earlier: Request, answer: httpx.Response) -> str:
    """Asserts the whole promise, for new requests and a retry of an earlier one. Says what was measured."""
    retry = earlier.send()
    assert_replays(retry, answer)
    answers = [retry, *one_by_one(new()), *all_at_once(new())]
    return f"{len(answers)} answers as ever, the slowest after {slowest(answers):.2f} s"


def slowest(answers: list[httpx.Response]) -> float:
    return max(answer.elapsed.total_seconds() for answer in answers)


@contextmanager
def warnings_of(product: Product) -> Iterator[set[str]]:
    """What the product's log says meanwhile to be wrong with Redis; it has to say something."""
    said: set[str] = set()
    before = len(product.log)
    yield said
    said.update(WARNING.findall(product.log[before:]))
    assert said


def seconds_until_used(new: NewRequest, in_a_row: int = USED) -> float:
    """Until Redis holds the answers of all processes again."""
    began, kept = monotonic(), 0

    def are_used() -> bool:
        nonlocal kept
        request = new()
        assert outcome(request.send()) == CREATED
        kept = kept + 1 if request.is_in_redis() else 0
        return kept == in_a_row

    assert wait_until(are_used, seconds=60)
    return monotonic() - began
