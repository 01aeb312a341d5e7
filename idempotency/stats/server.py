"""Redis as a server: is it there, does it take writes, how full is it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Final

from redis import Redis
from redis.exceptions import ResponseError

from idempotency.conf import conf

from .nodes import Client, masters
from .probe import takes_writes

PINGS: Final = 5
Info = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Server:
    """One server, the master behind Sentinels, or the masters of a cluster together.

    None is what it does not tell; an embedded Redis tells hardly anything.
    """

    redis_connected: bool = False
    redis_writable: bool = False
    """A key was written, read and deleted: a full or read-only Redis still answers PING."""
    redis_masters: int = 0
    redis_version: str | None = None
    redis_latency_ms: float | None = None
    redis_names: int = 0
    """All keys, whosever they are."""
    memory_used: int | None = None
    memory_limit: int | None = None
    """0 where none is set."""
    memory_at_start: int | None = None
    """Of the empty server."""
    memory_fragmentation: float | None = None
    eviction_policy: str | None = None
    evicted_keys: int | None = None
    """Since Redis started."""
    connections: int | None = None
    connections_limit: int | None = None
    ttl_seconds: int = field(default_factory=lambda: int(conf.ttl.total_seconds()))


def figures(redis: Client) -> Server:
    """Raises RedisError when one of the masters does not answer."""
    nodes = masters(redis)
    latency = max(map(latency_ms, nodes))
    infos = [info_of(node) for node in nodes]
    used, resident = total(infos, "used_memory"), total(infos, "used_memory_rss")
    return Server(
        redis_connected=True,
        redis_writable=takes_writes(redis),
        redis_masters=len(nodes),
        redis_version=version(infos[0]),
        redis_latency_ms=latency,
        redis_names=sum(node.dbsize() for node in nodes),
        memory_used=used,
        memory_limit=total(infos, "maxmemory"),
        memory_at_start=total(infos, "used_memory_startup"),
        memory_fragmentation=round(resident / used, 2) if used and resident else None,
        eviction_policy=infos[0].get("maxmemory_policy"),
        evicted_keys=total(infos, "evicted_keys"),
        connections=total(infos, "connected_clients"),
        connections_limit=total(infos, "maxclients"),
    )


def info_of(node: Redis) -> Info:
    """Empty where the command is unknown or forbidden."""
    try:
        return dict(node.info())
    except ResponseError:
        return {}


def total(infos: Sequence[Info], name: str) -> int | None:
    """None unless all of them tell."""
    told = [int(info[name]) for info in infos if name in info]
    return sum(told) if len(told) == len(infos) else None


def version(info: Info) -> str | None:
    if valkey := info.get("valkey_version"):
        return f"Valkey {valkey}"
    return f"Redis {info['redis_version']}" if "redis_version" in info else None


def latency_ms(node: Redis) -> float:
    """The median of some round trips; the first one may have to connect."""
    return round(median(seconds_of_ping(node) for _ in range(PINGS)) * 1000, 2)


def seconds_of_ping(node: Redis) -> float:
    began = time.perf_counter()
    node.ping()
    return time.perf_counter() - began
