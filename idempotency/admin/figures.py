"""The figures of the stats, as the dashboard groups and names them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from idempotency.stats import Stats
from idempotency.stats.words import UNKNOWN, duration, number, size


@dataclass(frozen=True, slots=True)
class Figure:
    name: str
    text: str
    share: int | None = None
    """Of a limit, in per cent."""


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    figures: list[Figure]


def sections(stats: Stats) -> list[Section]:
    return [
        Section("Redis", redis(stats)),
        Section("What Redis keeps", kept(stats)),
        Section("Ledger", ledger(stats)),
        Section("Capacity, at the last day’s rate", capacity(stats)),
        Section("Requests of the last hour", outcomes(stats.outcomes_last_hour)),
        Section("Requests since counting began", [since(stats), *outcomes(stats.outcomes)]),
    ]


def redis(stats: Stats) -> list[Figure]:
    if not stats.redis_connected:
        return [Figure("Connected", "no: the ledger serves alone")]
    return [
        Figure("Connected", stats.redis_version or "yes"),
        Figure("Takes writes", "yes" if stats.redis_writable else "no"),
        Figure("Latency", said(stats.redis_latency_ms, "ms")),
        limited("Memory", stats.memory_used, stats.memory_limit, size),
        Figure("Fragmentation", said(stats.memory_fragmentation)),
        limited("Connections", stats.connections, stats.connections_limit, number),
        Figure("Eviction", said(stats.eviction_policy)),
        Figure("Evicted", number(stats.evicted_keys)),
    ]


def kept(stats: Stats) -> list[Figure]:
    owners = ", ".join(f"{scope}: {number(keys)}" for scope, keys in stats.top_organisations[:3])
    return [
        Figure("Keys", f"{number(stats.keys)} ({stats.keys_are})"),
        Figure("Each takes", size(stats.bytes_per_key)),
        Figure("For", duration(stats.ttl_seconds)),
        Figure("Scopes with most", owners or "none"),
    ]


def ledger(stats: Stats) -> list[Figure]:
    return [
        Figure("Entries", f"{number(stats.ledger_rows)} ({stats.ledger_rows_are})"),
        Figure("On disk", size(stats.ledger_bytes)),
        Figure("Oldest", stats.ledger_oldest or "none"),
        Figure("Expired", number(stats.ledger_expired)),
        Figure("Kept for", duration(stats.ledger_retention_seconds)),
    ]


def capacity(stats: Stats) -> list[Figure]:
    ahead = stats.projection
    return [
        Figure("New requests a day", number(ahead.requests_per_day)),
        Figure("Keys in the long run", number(ahead.steady_keys)),
        Figure("Memory in the long run", size(ahead.steady_memory)),
        Figure("Ledger entries in the long run", number(ahead.steady_ledger_rows)),
        Figure("Memory 80 % full", " ".join(filter(None, ahead.memory_full))),
        Figure("Connections 80 % used", " ".join(filter(None, ahead.connections_full))),
    ]


def since(stats: Stats) -> Figure:
    return Figure("Since", stats.outcomes_since or "nothing is counted yet")


def outcomes(counts: Mapping[str, int]) -> list[Figure]:
    return [Figure(name.replace("_", " ").capitalize(), number(count)) for name, count in counts.items()]


def limited(name: str, used: int | None, limit: int | None, words: Callable[[int | None], str]) -> Figure:
    """A figure beside its limit, of which Redis says 0 where there is none."""
    if used is None or not limit:
        return Figure(name, words(used))
    return Figure(name, f"{words(used)} of {words(limit)}", share=min(100, round(100 * used / limit)))


def said(figure: object, unit: str = "") -> str:
    return UNKNOWN if figure is None else f"{figure} {unit}".strip()
