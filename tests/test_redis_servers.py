"""What REDIS_URL may name."""

from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django_redis.cache import RedisCache
from django_redis.pool import ConnectionFactory
from redis.exceptions import RedisError
from redis.sentinel import SentinelManagedSSLConnection

from hotelops import redis_servers
from idempotency import replay_cache
from tests.threads import at_once


def cache(url: str) -> redis_servers.Options:
    return redis_servers.cache(url, password="kept apart", sentinel_password="theirs", max_connections=7)


def pool_of(url: str) -> Any:
    """What django-redis makes of it; nothing is connected yet."""
    settings = cache(url)
    return RedisCache(settings["LOCATION"], settings).client.get_client(write=True).connection_pool


class TestServer:
    def test_has_the_password_that_is_kept_apart(self):
        assert pool_of("redis://one:1/2").connection_kwargs["password"] == "kept apart"

    def test_has_rather_the_password_in_the_url(self):
        assert pool_of("redis://:secret@one:1/2").connection_kwargs["password"] == "secret"


class TestPool:
    @pytest.mark.parametrize("url", ["redis://one:1/7", "redis+sentinel://a/name/7"])
    def test_is_one_for_threads_that_begin_at_once(self, url, monkeypatch):
        """Otherwise a process takes more connections than it may."""
        makes = ConnectionFactory.get_connection_pool

        def makes_slowly(self, params):
            Event().wait(0.05)
            return makes(self, params)

        monkeypatch.setattr(ConnectionFactory, "get_connection_pool", makes_slowly)
        assert len({id(pool) for pool in at_once(8, lambda _: pool_of(url))}) == 1


class TestSentinels:
    def test_are_hosts_with_a_port_or_the_usual_one(self):
        sentinels = cache("redis+sentinel://a:1,b,[::1]:2/name")["OPTIONS"]["SENTINELS"]
        assert sentinels == [("a", 1), ("b", 26379), ("::1", 2)]

    def test_know_the_master_by_its_exact_name(self):
        pool = pool_of("redis+sentinel://a/The-Name/3?socket_timeout=4")
        assert pool.service_name == "The-Name"
        assert (pool.connection_kwargs["db"], pool.connection_kwargs["socket_timeout"]) == (3, 4)

    def test_have_a_password_of_their_own(self):
        pool = pool_of("redis+sentinel://user:{}@a/name".format("pass%2Fword"))
        assert pool.connection_kwargs["username"] == "user"
        assert pool.connection_kwargs["password"] == "pass/word"
        [sentinel] = pool.sentinel_manager.sentinels
        assert sentinel.connection_pool.connection_kwargs["password"] == "theirs"

    def test_are_asked_for_the_master_through_as_many_connections_as_there_may_be(self):
        pool = pool_of("redis+sentinel://a/bounded")
        assert (pool.max_connections, pool.timeout) == (7, redis_servers.TIMEOUT)

    def test_answer_in_time_or_are_passed_over(self):
        [sentinel] = pool_of("redis+sentinel://a/punctual").sentinel_manager.sentinels
        options = sentinel.connection_pool.connection_kwargs
        assert (options["socket_timeout"], options["socket_connect_timeout"]) == (0.1, 0.1)
        assert options["retry"].get_retries() == 0

    def test_speak_tls_as_the_servers_do(self):
        pool = pool_of("rediss+sentinel://a/safe?ssl_ca_certs=/authority.pem")
        [sentinel] = pool.sentinel_manager.sentinels
        assert pool.connection_class is SentinelManagedSSLConnection
        for options in (pool.connection_kwargs, sentinel.connection_pool.connection_kwargs):
            assert options["ssl_ca_certs"] == "/authority.pem"

    def test_need_the_name_of_a_master(self):
        with pytest.raises(ImproperlyConfigured, match="lacks the master's name"):
            cache("redis+sentinel://:secret@a,b,c")


class TestCluster:
    def test_is_known_by_some_of_its_nodes(self):
        settings = cache("rediss+cluster://user:secret@a:1,b?ssl_ca_certs=/authority.pem")
        assert settings["LOCATION"] == "rediss://user:secret@a:1?ssl_ca_certs=/authority.pem"
        assert settings["OPTIONS"]["OTHER_NODES"] == [("b", 6379)]

    def test_that_is_away_is_trouble_as_any_other(self, settings):
        settings.CACHES = {"default": cache("redis+cluster://127.0.0.1:1,127.0.0.1:2")}
        with pytest.raises(RedisError, match="RedisClusterException"), replay_cache.connected() as redis:
            redis.get("x")


class TestUrl:
    @pytest.mark.parametrize(
        "url", ["http://a", "sentinel://a/b", "redis+other://a", "a:6379", "rediss+unix://a"]
    )
    def test_of_another_kind_is_refused(self, url):
        with pytest.raises(ImproperlyConfigured, match="REDIS_URL begins with") as refusal:
            cache(url.replace("://", "://:secret@"))
        assert "secret" not in str(refusal.value)
