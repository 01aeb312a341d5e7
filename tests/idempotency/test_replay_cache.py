"""Redis in every trouble: the answers stay the same."""

from datetime import timedelta
from itertools import count

import pytest
import redis
from django_redis import get_redis_connection

from idempotency import replay_cache
from idempotency.attempts import Attempt
from idempotency.models import LedgerEntry
from idempotency.replay_cache import ReplayCache
from tests.idempotency.conftest import groups
from tests.idempotency.troubles import TROUBLES

pytestmark = pytest.mark.django_db

ATTEMPT = Attempt("1", "key-1", b"f" * 32, "7", "POST", "/")


@pytest.fixture
def use_redis(settings):
    def use(url: str) -> None:
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": url}}

    return use


@pytest.fixture
def clock(monkeypatch):
    """Seconds that the breaker reads; ``clock[0] += 2`` lets two of them pass."""
    now = [1000.0]
    monkeypatch.setattr("idempotency.breaker.time.monotonic", lambda: now[0])
    return now


@pytest.fixture
def commands(monkeypatch):
    """The names of all commands sent to Redis."""
    sent: list[str] = []
    execute = redis.Redis.execute_command

    def execute_command(self, *args, **options):
        sent.append(args[0])
        return execute(self, *args, **options)

    monkeypatch.setattr(redis.Redis, "execute_command", execute_command)
    return sent


@pytest.mark.servers
class TestTrouble:
    @pytest.mark.parametrize("trouble", TROUBLES)
    def test_changes_no_answer(self, trouble, use_redis, post, caplog):
        with TROUBLES[trouble]() as url:
            use_redis(url)
            first, second, other = post(), post(), post(data={"name": "other"})
        assert (first.status_code, second.status_code, other.status_code) == (201, 201, 409)
        assert first.content == second.content
        assert second["Idempotent-Replayed"] == "true"
        assert other.json()["code"] == "idempotency_key_reused"
        assert groups() == ["first"]
        assert [record.levelname for record in caplog.records if record.name == "idempotency.replay_cache"]

    @pytest.mark.parametrize("value", [b"", b"garbage", b"\x80\x04}.", b"\x01" + b"x" * 200])
    def test_with_a_value_is_a_miss(self, value, post, redis_client, manager):
        first = post()
        redis_client.set(f"idempotency:{manager.organisation_id}:key-1", value)
        assert post().content == first.content

    def test_with_a_value_of_another_type_is_a_miss(self, post, redis_client, manager):
        first = post()
        name = f"idempotency:{manager.organisation_id}:key-1"
        redis_client.delete(name)
        redis_client.lpush(name, "a")
        assert [post().content for _ in range(4)] == [first.content] * 4
        assert replay_cache.breaker._failures == 0

    def test_by_a_value_of_another_organisation_is_a_miss(
        self, post, redis_client, login, other_manager, manager
    ):
        post()
        theirs = f"idempotency:{other_manager.organisation_id}:key-1"
        redis_client.copy(f"idempotency:{manager.organisation_id}:key-1", theirs)
        response = login(other_manager).post(
            "/groups", {"name": "theirs"}, headers={"Idempotency-Key": "key-1"}
        )
        assert response.status_code == 201
        assert response.json()["name"] == "theirs"


class TestCost:
    def test_of_a_first_write_is_one_get_and_one_set(self, post, commands):
        post()
        assert commands == ["GET", "SET"]

    def test_of_a_replay_is_one_get_and_no_ledger_query(self, post, commands, django_assert_num_queries):
        post()
        commands.clear()
        with django_assert_num_queries(1) as queries:
            post()
        assert commands == ["GET"]
        assert "idempotency_ledgerentry" not in queries[0]["sql"]

    @pytest.mark.servers
    def test_of_a_failed_get_is_no_set(self, post, commands, use_redis):
        use_redis("redis://127.0.0.1:1")
        post()
        assert commands == ["GET"]

    def test_in_time_is_bounded_for_every_command(self, redis_client):
        options = redis_client.connection_pool.connection_kwargs
        assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.1, 0.1)
        retry = options["retry"]
        assert (retry.get_retries(), retry._supported_errors) == (1, (redis.ConnectionError,))
        assert redis_client.connection_pool.timeout == 0.1


@pytest.mark.servers
class TestBreaker:
    @pytest.fixture
    def write(self, post):
        """Makes a new request, which needs a GET and a SET."""
        numbers = count()
        return lambda: post("/count-method", key=f"write-{next(numbers)}")

    @pytest.fixture
    def dead(self, use_redis, working_redis):
        use_redis("redis://127.0.0.1:1")

    def test_skips_redis_after_three_failures_in_a_row(self, dead, write, commands, clock):
        assert [write().status_code for _ in range(5)] == [200] * 5
        assert commands == ["GET"] * 3

    def test_lets_one_probe_through_after_two_seconds(self, dead, write, commands, clock):
        for _ in range(3):
            write()
        clock[0] += 1.9
        write()
        assert commands == ["GET"] * 3
        clock[0] += 0.2
        for _ in range(3):
            write()
        assert commands == ["GET"] * 4

    def test_closes_when_the_probe_succeeds(self, dead, write, commands, clock, use_redis, working_redis):
        for _ in range(3):
            write()
        use_redis(working_redis)
        clock[0] += 2.1
        commands.clear()
        write()
        write()
        assert commands == ["GET", "SET", "GET", "SET"]

    def test_counts_failures_in_a_row_only(self, write, commands, use_redis, working_redis):
        for number in range(6):
            use_redis("redis://127.0.0.1:1" if number % 2 else working_redis)
            write()
        assert commands.count("GET") == 6

    def test_takes_an_exhausted_pool_for_a_miss(self, write, settings, working_redis):
        options = settings.CACHES["default"]["OPTIONS"]
        pool = options["CONNECTION_POOL_KWARGS"] | {"max_connections": 1, "timeout": 0.01}
        settings.CACHES = {
            "default": settings.CACHES["default"]
            | {"LOCATION": working_redis + "?busy", "OPTIONS": options | {"CONNECTION_POOL_KWARGS": pool}}
        }
        busy = get_redis_connection("default").connection_pool
        connection = busy.get_connection()
        try:
            answers = [write() for _ in range(4)]
        finally:
            busy.release(connection)
        assert [answer.status_code for answer in answers] == [200] * 4
        assert replay_cache.breaker._failures == 0

    def test_takes_an_exhausted_pool_that_does_not_wait_for_a_miss(self, working_redis):
        """As those of a cluster's nodes."""
        pool = redis.ConnectionPool.from_url(working_redis, max_connections=1)
        connection = pool.get_connection()
        with pytest.raises(redis.ConnectionError) as exhausted:
            pool.get_connection()
        pool.release(connection)
        assert not replay_cache.tells_of_trouble(exhausted.value)


class TestPut:
    @pytest.fixture
    def redis_now(self, redis_client):
        redis_client.flushall()
        return redis_client

    def test_keeps_an_answer_for_the_ttl(self, redis_now):
        ReplayCache(ATTEMPT).put(b"sealed", timedelta(days=30))
        assert redis_now.ttl("idempotency:1:key-1") == 24 * 3600

    def test_keeps_an_answer_no_longer_than_its_ledger_entry(self, redis_now):
        ReplayCache(ATTEMPT).put(b"sealed", timedelta(seconds=90))
        assert redis_now.ttl("idempotency:1:key-1") == 90
        redis_now.flushall()
        ReplayCache(ATTEMPT).put(b"sealed", timedelta(seconds=0.5))
        assert redis_now.dbsize() == 0

    def test_overwrites_nothing(self, redis_now):
        redis_now.set("idempotency:1:key-1", b"tombstone")
        ReplayCache(ATTEMPT).put(b"sealed", timedelta(days=30))
        assert redis_now.get("idempotency:1:key-1") == b"tombstone"

    def test_from_the_ledger_lives_as_long_as_the_entry_does(self, post, redis_client, settings):
        post()
        redis_client.flushall()
        entry = LedgerEntry.objects.get()
        LedgerEntry.objects.update(expires_at=entry.created_at + timedelta(hours=1))
        post()
        assert 3500 < redis_client.ttl(redis_client.keys()[0]) <= 3600
