"""The figures in words, as they stand on a screen."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from . import Stats
from .plan import Plan
from .words import UNKNOWN, duration, number, share, size

SHOWN: Final = 5
"""Of the organisations with the most kept answers."""
SILENT: Final = f"{UNKNOWN}: an embedded Redis tells little of itself"
OUTCOMES: Final = {
    "executed": "Done for the first time",
    "replayed": "Retries given the kept answer",
    "fell_back": "  from the ledger, not Redis",
    "in_progress": "Told to wait: still running",
    "reused": "Refused: another request's key",
    "gone": "Refused: the answer is gone",
    "refused": "Refused by the endpoint",
    "failed": "Failed (5xx), nothing done",
    "redis_error": "Redis commands that failed",
}


class Section(NamedTuple):
    """A table: each row is a name, and what is to be said of it in one or more columns."""

    title: str
    rows: list[tuple[str, ...]]


def sections(stats: Stats) -> list[Section]:
    return [
        Section("Redis", [*of_redis(stats)]),
        Section("Kept answers (in Redis)" + narrowed(stats), [*of_kept(stats)]),
        Section("Ledger (in the database)" + narrowed(stats), [*of_ledger(stats)]),
        Section("What became of requests", [*of_outcomes(stats)]),
        Section("Capacity, at the rate of the last 24 hours", [*of_projection(stats)]),
    ]


def narrowed(stats: Stats) -> str:
    return f" of organisation {stats.scope}" if stats.scope else ""


def of_redis(stats: Stats) -> Iterator[tuple[str, ...]]:
    if not stats.redis_connected:
        yield "State", "does not answer: the ledger answers alone"
        return
    yield "State", f"connected, takes {'writes' if stats.redis_writable else 'no writes'}"
    several = f", {stats.redis_masters} masters together" if stats.redis_masters > 1 else ""
    yield "Version", (stats.redis_version or SILENT) + several
    yield "Answers after", f"{stats.redis_latency_ms} ms"
    yield "Memory", memory(stats)
    yield "Fragmentation", str(stats.memory_fragmentation or UNKNOWN)
    yield "When it is full", policy(stats.eviction_policy)
    yield "Thrown out since its start", number(stats.evicted_keys)
    yield "Connections", connections(stats)


def memory(stats: Stats) -> str:
    if stats.memory_used is None or stats.memory_limit is None:
        return UNKNOWN
    if not stats.memory_limit:
        return f"{size(stats.memory_used)}, no limit is set"
    of_all = share(stats.memory_used, stats.memory_limit)
    return f"{size(stats.memory_used)} of {size(stats.memory_limit)} ({of_all})"


def policy(name: str | None) -> str:
    if name is None:
        return UNKNOWN
    return f"it {'refuses writes' if name == 'noeviction' else 'throws keys out'} ({name})"


def connections(stats: Stats) -> str:
    if stats.connections is None or not stats.connections_limit:
        return number(stats.connections)
    of_all = share(stats.connections, stats.connections_limit)
    return f"{number(stats.connections)} of {number(stats.connections_limit)} ({of_all})"


def of_kept(stats: Stats) -> Iterator[tuple[str, ...]]:
    yield "Kept answers", number(stats.keys) + in_brackets(stats.keys_are, "estimated")
    yield "Each takes", size(stats.bytes_per_key)
    yield "Kept for", duration(stats.ttl_seconds)
    for owner in () if stats.scope else stats.top_organisations[:SHOWN]:
        yield f"Organisation {owner.organisation}", number(owner.keys)


def of_ledger(stats: Stats) -> Iterator[tuple[str, ...]]:
    yield "Entries", number(stats.ledger_rows) + in_brackets(stats.ledger_rows_are, "estimated", "at least")
    yield "Oldest", stats.ledger_oldest or "none"
    yield "Expired, to be pruned", number(stats.ledger_expired)
    yield "Kept for", duration(stats.ledger_retention_seconds)
    yield "On disk (all of it)", size(stats.ledger_bytes)


def in_brackets(word: str, *worth_saying: str) -> str:
    return f" ({word})" if word in worth_saying else ""


def of_outcomes(stats: Stats) -> Iterator[tuple[str, ...]]:
    since = (stats.outcomes_since or "never").removesuffix(":00Z").replace("T", " ")
    yield "", "last hour", f"since {since}"
    for name, words in OUTCOMES.items():
        yield words, number(stats.outcomes_last_hour[name]), number(stats.outcomes[name])


def of_projection(stats: Stats) -> Iterator[tuple[str, ...]]:
    to_come = stats.projection
    yield "New requests a day", number(to_come.requests_per_day)
    yield "Kept answers in the long run", number(to_come.steady_keys)
    yield "Redis memory in the long run", size(to_come.steady_memory)
    yield "Ledger entries in the long run", number(to_come.steady_ledger_rows)
    for name, full in (("memory", to_come.memory_full), ("connections", to_come.connections_full)):
        yield f"Redis {name} 80 % full", f"{full.day}, {full.words}" if full.day else full.words


def of_plan(plan: Plan) -> list[Section]:
    how_many = f"{number(plan.organisations)} organisations, {number(plan.requests_per_organisation_per_day)}"
    return [
        Section(
            f"{how_many} requests a day each",
            [
                ("Kept answers in Redis", number(plan.keys)),
                ("Each takes", f"{size(plan.bytes_per_key)} ({plan.bytes_per_key_are})"),
                ("Redis memory", size(plan.redis_memory)),
                ("Smallest Redis plan, 80 % full", size(plan.redis_plan)),
                ("Ledger entries", number(plan.ledger_rows)),
                ("Each takes, with its indexes", f"{size(plan.bytes_per_row)} ({plan.bytes_per_row_are})"),
                ("Ledger on disk", size(plan.ledger_size)),
            ],
        )
    ]
