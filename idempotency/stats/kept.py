"""The answers that Redis keeps: how many, how large, and whose."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean
from typing import Any, Final, NamedTuple, cast

from redis import Redis
from redis.exceptions import ResponseError

from .nodes import insist

NAMES_AT_ONCE: Final = 1000
"""A SCAN of so many takes the server a third of a millisecond."""
WEIGHED: Final = 100
"""Answers whose size is asked for, in one round trip."""
SORTED: Final = 100_000
"""Names that are sorted by their organisation; the memory this takes is bounded by it."""
TOP: Final = 10

Progress = Callable[[int, int], None]
"""Is told how many names were looked at, and how many there are."""


def silent(looked_at: int, there_are: int) -> None:
    """Shows no progress."""


class Owner(NamedTuple):
    organisation: str
    keys: int


@dataclass(frozen=True, kw_only=True)
class Kept:
    keys: int | None = None
    keys_are: str = "unknown"
    """``counted``, or ``estimated`` from the share of ours among the names that were looked at."""
    bytes_per_key: int | None = None
    """All that one takes: name, sealed answer, and its part of Redis' tables. The mean of a sample."""
    top_organisations: tuple[Owner, ...] = ()
    """Those with the most keys, estimated where more names exist than were sorted."""


def figures(masters: Sequence[Redis], scope: str | None, look_at: int, progress: Progress) -> Kept:
    """Looks at up to so many names, in hash order, which makes any part of them a fair sample."""
    prefix = f"idempotency:{scope}:".encode() if scope else b"idempotency:"
    there_are = sum(node.dbsize() for node in masters)
    looked_at, ours = 0, 0
    weights: list[int] = []
    owners: Counter[bytes] = Counter()
    for node, names in batches(masters):
        found = [name for name in names if name.startswith(prefix)]
        looked_at, ours = looked_at + len(names), ours + len(found)
        if owners.total() < SORTED:
            owners.update(name.split(b":", 2)[1] for name in found)
        weights += insist(partial(weighed, node, found[: WEIGHED - len(weights)]))
        progress(looked_at, there_are)
        if looked_at >= look_at:
            break
    keys = ours if looked_at < look_at else round(ours * max(1, there_are / looked_at))
    return Kept(
        keys=keys,
        keys_are="counted" if looked_at < look_at else "estimated",
        bytes_per_key=round(mean(weights)) if weights else None,
        top_organisations=top(owners, keys),
    )


def batches(masters: Sequence[Redis]) -> Iterator[tuple[Redis, list[bytes]]]:
    """All names; one of them may come twice."""
    for node in masters:
        cursor = None
        while cursor != 0:
            cursor, names = insist(partial(node.scan, cursor or 0, count=NAMES_AT_ONCE))
            yield node, cast("list[bytes]", names)


def weighed(node: Redis, names: Sequence[bytes]) -> list[int]:
    """The bytes of each; none where the server does not tell."""
    if not names:
        return []
    try:
        table = table_bytes(node)
        with node.pipeline(transaction=False) as pipeline:
            for name in names:
                pipeline.memory_usage(name)
            weights = pipeline.execute()
    except ResponseError:
        return []
    return [round(weight + table) for weight in weights if weight]


def table_bytes(node: Redis) -> float:
    """A key's part of the tables of names and of expiry times, which MEMORY USAGE leaves out."""
    stats: dict[str, Any] = node.memory_stats()
    tables = [table for name, table in stats.items() if name.startswith("db.") and isinstance(table, dict)]
    return sum(sum(table.values()) for table in tables) / max(1, int(stats["keys.count"]))


def top(owners: Counter[bytes], keys: int) -> tuple[Owner, ...]:
    share = max(1, keys / max(1, owners.total()))
    return tuple(Owner(name.decode(), round(count * share)) for name, count in owners.most_common(TOP))
