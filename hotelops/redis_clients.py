"""What django-redis and redis-py lack: answers that end in time, bounded pools behind Sentinels, clusters."""

import time
from threading import Lock
from typing import Any, ClassVar

from django_redis.pool import ConnectionFactory, SentinelConnectionFactory
from redis import ConnectionPool, RedisCluster
from redis._parsers import _HiredisParser
from redis.cluster import ClusterNode
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.sentinel import SentinelConnectionPool

from .quick_redis import QuickPool


class PunctualParser(_HiredisParser):
    """Bounds an answer that comes byte by byte; the socket's timeout is that of each read."""

    def read_response(self, *args: Any, **options: Any) -> Any:
        self._began = time.monotonic()
        return super().read_response(*args, **options)

    def read_from_socket(self, *args: Any, **options: Any) -> bool:
        if self._socket_timeout and time.monotonic() > self._began + self._socket_timeout:
            raise RedisTimeoutError("The answer did not end in time.")
        return super().read_from_socket(*args, **options)


class OnePool:
    """Bounds a process by one pool: django-redis lets threads that begin at the same time each make one."""

    _lock = Lock()

    def get_or_create_connection_pool(self, params: dict[str, Any]) -> ConnectionPool:
        with self._lock:
            return super().get_or_create_connection_pool(params)  # type: ignore[misc]


class ServerFactory(OnePool, ConnectionFactory):
    pass


class SentinelFactory(OnePool, SentinelConnectionFactory):
    pass


class SentinelPool(SentinelConnectionPool, QuickPool):
    """Connections to the master; when all are busy, a thread waits for one as it does without Sentinels."""


class NodePool(ConnectionPool):
    """Connections to one node of a cluster, whose client passes no parser on."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, parser_class=PunctualParser)


class ClusterFactory(ConnectionFactory):
    """One client a process. It learns from the nodes which of them has a key, and after errors anew."""

    _clients: ClassVar[dict[str, RedisCluster]] = {}
    _lock = Lock()

    def connect(self, url: str) -> RedisCluster:
        with self._lock:
            if url not in self._clients:
                self._clients[url] = self._client(url)
            return self._clients[url]

    def _client(self, url: str) -> RedisCluster:
        others = [ClusterNode(host, port) for host, port in self.options["OTHER_NODES"]]
        options = self.make_connection_params(url) | self.pool_cls_kwargs
        return RedisCluster(startup_nodes=others, connection_pool_class=NodePool, **options)
