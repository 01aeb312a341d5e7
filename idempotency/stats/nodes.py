"""The servers that are Redis together, and how they are asked."""

from collections.abc import Callable
from typing import Final, TypeVar

from redis import Redis, RedisCluster
from redis.cluster import ClusterNode
from redis.exceptions import TimeoutError as RedisTimeoutError

TRIES: Final = 3
T = TypeVar("T")
Client = Redis | RedisCluster


def insist(command: Callable[[], T]) -> T:
    """Once more, or twice, where no answer came in time: who looks can wait, unlike a request."""
    for tries_left in reversed(range(TRIES)):
        try:
            return command()
        except RedisTimeoutError:
            if not tries_left:
                raise
    raise AssertionError("the last try returns or raises")


def masters(redis: Client) -> list[Redis]:
    """Redis itself, or of a cluster its masters."""
    if isinstance(redis, RedisCluster):
        return [redis.get_redis_connection(node) for node in primaries(redis)]
    return [redis]


def primaries(cluster: RedisCluster) -> list[ClusterNode]:
    nodes: list[ClusterNode] = cluster.get_primaries()  # type: ignore[no-untyped-call]
    return nodes
