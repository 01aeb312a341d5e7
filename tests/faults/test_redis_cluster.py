"""A cluster of three masters in the place of one Redis."""

import json
from collections.abc import Iterator
from typing import cast
from uuid import uuid4

import pytest
from redis import Redis, RedisCluster
from redis.exceptions import RedisClusterException, RedisError

from tests.product.phone import CREATED, outcome
from tests.servers import Product, wait_until
from tests.servers.valkey_cluster import SHARES, Cluster

from .postgres_promise import Request
from .redis_guests import GONE, Guest
from .redis_promise import NewRequest, all_at_once, one_by_one, seconds_until_used, slowest, warnings_of
from .redis_writers import told, writing

pytestmark = pytest.mark.product

ANSWERS = 30
"""So many are on all masters, but for one case in thousands."""
READY_WITHOUT_REDIS = {
    "status": "ok",
    "database": "ok",
    "migrations": "ok",
    "uploads": "ok",
    "redis": "unavailable",
}


class ClusterRequest(Request):
    def is_in_redis(self) -> bool:
        """A cluster that is about to replace a master knows nothing."""
        try:
            return bool(self.redis.exists(f"idempotency:1:{self.key}"))
        except (RedisError, RedisClusterException):
            return False


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def product(database, cluster, token) -> Iterator[Product]:
    with Product(database_url=database, redis_url=cluster.url) as product:
        yield product


@pytest.fixture
def redis_now(cluster) -> Iterator[RedisCluster]:
    with cluster.client() as client:
        yield client


@pytest.fixture
def new(phone, books, database, redis_now) -> NewRequest:
    return lambda: ClusterRequest(phone, database, cast(Redis, redis_now), str(uuid4()))


class TestCluster:
    def test_keeps_answers_on_all_its_masters(self, product, cluster, new, measured):
        one_by_one(new())
        all_at_once(new())
        for _ in range(ANSWERS):
            assert outcome(new().send()) == CREATED
        kept = [len(master.ask("KEYS idempotency:*")) for master in cluster.masters]
        assert sum(kept) == ANSWERS + 2
        assert all(kept)
        assert "idempotency.replay_cache" not in product.log
        stats = json.loads(product.manage("idempotency_stats", "--json"))
        assert (stats["keys"], stats["redisMasters"], stats["redisWritable"]) == (sum(kept), 3, True)
        assert stats["memoryUsed"] > sum(
            int(master.ask("INFO")["used_memory_startup"]) for master in cluster.masters
        )
        assert f"Removed {sum(kept)} " in product.manage("clear_idempotency_cache", "--noinput")
        measured(f"{sum(kept)} answers, {', '.join(map(str, kept))} on each; all counted, all cleared")

    def test_forgets_an_erased_guest(self, product, phone, books, measured):
        guest = Guest.checked_in(phone)
        guest.erase(product)
        assert outcome(guest.retry()) == GONE
        measured("410 for the retry")

    def test_moves_keys_to_another_master_under_load(self, product, cluster, phone, database, new, measured):
        _, source, target = cluster.masters
        begin, end = SHARES[1]
        before = len(product.log)
        with writing(phone, database) as writers:
            assert writers.write_some_more()
            target_id = target.ask("CLUSTER MYID")
            source.ask(f"CLUSTER MIGRATESLOTS SLOTSRANGE {begin} {(begin + end) // 2} NODE {target_id}")
            assert wait_until(lambda: len(source.slots_of(target)) == 2, seconds=60)
            assert writers.write_some_more()
        seconds_until_used(new, ANSWERS)
        measured(f"{told(writers.acknowledged)}; {product.log[before:].count('replay_cache')} warnings")

    @pytest.mark.parametrize("is_killed", [True, False], ids=["it is killed", "it hangs"])
    def test_replaces_a_lost_master_under_load(self, cluster, phone, database, new, is_killed, measured):
        with writing(phone, database) as writers:
            assert writers.write_some_more()
            with cluster.without(cluster.master_with_replica, is_killed=is_killed):
                seconds = seconds_until_used(new, ANSWERS)
                assert writers.write_some_more()
        one_by_one(new())
        measured(f"{told(writers.acknowledged)}; its replica is used within {seconds:.1f} s")

    def test_that_lacks_a_master_changes_no_answer(self, product, cluster, phone, new, measured):
        """There is no replica of it, so the cluster answers nothing at all."""
        guest = Guest.checked_in(phone)
        with cluster.without(cluster.masters[2]):
            assert wait_until(lambda: not cluster.masters[1].is_content(), seconds=60)
            with warnings_of(product) as warnings:
                answers = [*one_by_one(new()), *all_at_once(new())]
            reason = guest.is_not_erased(product)
            assert phone.client.get("/health/ready").json() == READY_WITHOUT_REDIS
        seconds = seconds_until_used(new, ANSWERS)
        guest.erase(product)
        assert outcome(guest.retry()) == GONE
        measured(
            f"{len(answers)} answers as ever, the slowest after {slowest(answers):.2f} s; "
            f"used again {seconds:.1f} s after its return; warned of {', '.join(sorted(warnings))}; "
            f"meanwhile no guest is erased ({reason})"
        )


class TestClusterNodeNamedAsOneServer:
    """redis:// instead of redis+cluster://: only a third of the keys are there."""

    @pytest.fixture
    def product(self, database, cluster, token) -> Iterator[Product]:
        with Product(database_url=database, redis_url=cluster.masters[1].url) as product:
            yield product

    def test_changes_no_answer_and_says_what_is_wrong(self, product, phone, new, measured):
        with warnings_of(product) as warnings:
            for _ in range(4):
                one_by_one(new())
            all_at_once(new())
        assert "MovedError" in warnings
        measured("all answers as ever; warned of MovedError")
