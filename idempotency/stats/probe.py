"""Does Redis take writes? A full or a read-only one still answers PING."""

import secrets
from collections.abc import Iterator
from typing import Final

from redis import RedisCluster
from redis.exceptions import ResponseError

from .nodes import Client, primaries

PROBE_LIVES: Final = 10
"""Seconds, should it not be deleted."""
TRIES_A_MASTER: Final = 50


def takes_writes(redis: Client) -> bool:
    """Writes, reads and deletes a key of its own on each master."""
    try:
        return all(is_kept(redis, name) for name in probes(redis))
    except ResponseError:  # full, read-only, without replicas, or forbidden
        return False


def is_kept(redis: Client, name: str) -> bool:
    redis.set(name, name, ex=PROBE_LIVES)
    try:
        return bool(redis.get(name) == name.encode())
    finally:
        redis.delete(name)


def probes(redis: Client) -> Iterator[str]:
    """The name of a key for each master, none of which is that of a kept answer."""
    if not isinstance(redis, RedisCluster):
        yield probe()
        return
    missing = {node.name for node in primaries(redis)}
    for _ in range(TRIES_A_MASTER * len(missing)):
        name = probe()
        node = redis.get_node_from_key(name)  # type: ignore[no-untyped-call]
        if node and node.name in missing:
            missing.remove(node.name)
            yield name


def probe() -> str:
    return f"idempotency-probe:{secrets.token_hex(8)}"
