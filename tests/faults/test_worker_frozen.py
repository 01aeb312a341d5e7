"""A worker is frozen in each moment of a request, and goes on later as if nothing had happened."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import pytest

from tests.product.phone import CREATED, IN_PROGRESS, is_replay, outcome
from tests.product.sockets import worker_with_the_request

from .postgres_limits import frozen, held_keys, patient, seconds_until
from .postgres_promise import Request, assert_unavailable, insist
from .windows import InCommit, InTransaction
from .worker_own import database, limited, pool, product, product_valkey, request_, token  # noqa: F401
from .worker_windows import BeforeRedis, BeforeTransaction, sets

pytestmark = pytest.mark.product

FOREIGN = b"put here meanwhile"


class TestWorkerFrozen:
    def test_before_its_transaction_replays_what_a_retry_did_meanwhile(
        self, product, request_, pool, product_valkey, measured
    ):
        window = BeforeTransaction(product_valkey)
        with window.open():
            late = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                window.shut()
                [created] = insist(patient(product, request_))
        assert outcome(created) == outcome(late.result()) == CREATED
        assert is_replay(late.result())
        assert not is_replay(created)
        assert late.result().content == created.content
        assert request_.converge().first.content == created.content
        measured("the other one answers 201 meanwhile, and the thawed one replays it; 1 row")

    @pytest.mark.parametrize("moment", [InTransaction, InCommit])
    def test_keeps_its_key_and_answers_when_thawed(self, product, request_, pool, database, moment, measured):
        window = moment(database)
        with window.open():
            first = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                refused = patient(product, request_)()
                assert outcome(refused) == IN_PROGRESS
                assert refused.headers["Retry-After"] == "1"
        assert outcome(first.result()) == CREATED
        assert not is_replay(first.result())
        assert request_.converge().first.content == first.result().content
        measured("409 by the other one meanwhile; the thawed one answers 201; 1 row")

    def test_for_long_loses_its_key_to_a_retry(self, product, request_, pool, database, measured):
        window = InTransaction(database)
        with window.open():
            lost = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                assert outcome(patient(product, request_)()) == IN_PROGRESS
                window.shut()
                seconds = seconds_until(lambda: not held_keys(database))
                created = insist(patient(product, request_))[-1]
            assert_unavailable(lost.result())
        assert not is_replay(created)
        assert request_.converge().first.content == created.content
        measured(
            f"limit 2 s: 409 by the other one, and 201 once the key is free, {seconds:.1f} s after its "
            "statement; the thawed one answers 503; 1 row"
        )

    def test_in_commit_is_committed_all_the_same(
        self, product, request_, pool, database, redis_now, measured
    ):
        window = InCommit(database)
        with window.open():
            first = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                assert outcome(patient(product, request_)()) == IN_PROGRESS
                window.shut()
                replay = insist(patient(product, request_))[-1]
                kept = values(request_)
            assert outcome(first.result()) == CREATED
        assert is_replay(replay)
        assert not is_replay(first.result())
        assert first.result().content == replay.content
        assert len(kept) == 1
        assert values(request_) == kept
        assert request_.converge().first.content == replay.content
        measured("the other one replays as soon as it is committed; the thawed one answers 201; 1 row")

    def test_after_commit_overwrites_nothing_in_redis(
        self, product, request_, pool, product_valkey, redis_now, measured
    ):
        window = BeforeRedis(product_valkey)
        with window.open():
            first = pool.submit(request_.send)
            assert window.somebody_is_inside()
            with frozen(worker_with_the_request(product)):
                window.shut()
                assert not request_.is_in_redis()
                [replay] = insist(patient(product, request_))
                [name] = redis_now.keys()
                redis_now.set(name, FOREIGN)
                before = sets(redis_now)
            assert outcome(first.result()) == CREATED
        assert sets(redis_now) > before, "the thawed worker set nothing"
        assert redis_now.get(name) == FOREIGN
        assert is_replay(replay)
        assert not is_replay(first.result())
        assert first.result().content == replay.content
        assert request_.converge().first.content == replay.content
        measured("the other one replays at once; the thawed one answers 201 and overwrites nothing; 1 row")


def values(request: Request) -> list[object]:
    """What Redis keeps of the request."""
    return [request.redis.get(name) for name in request.redis.keys(f"idempotency:*:{request.key}")]
