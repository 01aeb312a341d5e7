"""redis-py's connections in fewer steps: no answer may come to the wrong command."""

from collections.abc import Iterator

import pytest
import redis
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

from hotelops.quick_redis import QuickPool, QuickRedis
from hotelops.redis_servers import ONE_RETRY
from tests.threads import at_once

pytestmark = pytest.mark.servers

CONNECTIONS = 3
TIMEOUT = 0.2


@pytest.fixture
def quick(valkey) -> Iterator[QuickRedis]:
    options = {"socket_timeout": TIMEOUT, "timeout": TIMEOUT, "retry": ONE_RETRY, "protocol": 2}
    pool = QuickPool.from_url(valkey.url, max_connections=CONNECTIONS, **options)
    yield QuickRedis(connection_pool=pool)
    pool.disconnect()


@pytest.fixture
def admin(valkey) -> Iterator[redis.Redis]:
    with valkey.admin() as client:
        yield client


def its_own(client: redis.Redis) -> int:
    """The number by which the server knows the connection that it used."""
    return int(client.client_id())


class TestCommand:
    def test_is_answered_as_by_redis_py(self, quick):
        assert quick.set("a", b"1", ex=10, nx=True) is True
        assert quick.set("a", b"2", ex=10, nx=True) is None
        assert quick.get("a") == b"1"
        assert quick.get("b") is None
        assert 0 < quick.ttl("a") <= 10
        assert list(quick.scan_iter("a")) == [b"a"]

    def test_uses_the_connection_of_the_one_before(self, quick):
        assert its_own(quick) == its_own(quick)

    def test_that_is_refused_leaves_the_connection_open(self, quick):
        before = its_own(quick)
        quick.set("a", b"1")
        with pytest.raises(ResponseError):
            quick.lpush("a", b"2")
        assert its_own(quick) == before

    def test_that_is_not_answered_in_time_leaves_its_answer_to_nobody(self, quick, valkey):
        quick.set("a", b"the answer that comes late")
        before = its_own(quick)
        valkey.pause()
        try:
            with pytest.raises(RedisTimeoutError):
                quick.get("a")
        finally:
            valkey.resume()
        assert quick.get("b") is None
        assert its_own(quick) != before

    def test_is_sent_on_a_new_connection_where_the_server_closed_the_old_one(self, quick, admin):
        before = its_own(quick)
        admin.client_kill_filter(_id=before)
        assert its_own(quick) != before

    def test_is_sent_once_more_where_the_server_closes_the_connection_on_it(self, quick, monkeypatch):
        connection = quick.connection_pool.get_connection()
        quick.connection_pool.release(connection)
        sent, send = [], type(connection).send_command

        def send_command(self, *args, **options):
            sent.append(args[0])
            if len(sent) == 1:
                raise RedisConnectionError("closed by the server")
            send(self, *args, **options)

        monkeypatch.setattr(type(connection), "send_command", send_command)
        assert quick.get("b") is None
        assert sent.count("GET") == 2

    def test_is_sent_on_a_new_connection_where_something_came_unasked(self, quick):
        connection = quick.connection_pool.get_connection()
        connection.send_command("ECHO", "nobody reads this")
        assert connection.can_read(timeout=1)
        quick.connection_pool.release(connection)
        assert quick.get("b") is None

    def test_fails_at_once_where_there_is_no_server(self):
        nowhere = QuickRedis(
            connection_pool=QuickPool.from_url("redis://127.0.0.1:1", max_connections=1, retry=ONE_RETRY)
        )
        for _ in range(2):  # the connection that could not be made is there for the next one
            with pytest.raises(RedisConnectionError, match="refused"):
                nowhere.get("a")


class TestPool:
    def test_has_no_more_connections_than_it_may(self, quick, admin):
        known = {client["id"] for client in admin.client_list()}
        assert at_once(8, lambda number: quick.set(f"a{number}", b"1")) == [True] * 8
        assert len({client["id"] for client in admin.client_list()} - known) <= CONNECTIONS

    def test_lets_a_thread_wait_for_a_connection_and_then_go_on(self, quick):
        taken = [quick.connection_pool.get_connection() for _ in range(CONNECTIONS)]
        with pytest.raises(RedisConnectionError, match="No connection available"):
            quick.get("a")
        quick.connection_pool.release(taken.pop())
        assert quick.get("b") is None
        for connection in taken:
            quick.connection_pool.release(connection)
