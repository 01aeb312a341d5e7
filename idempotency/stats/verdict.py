"""What is the matter, in words: each warning says what happens and what to do."""

from collections.abc import Iterator
from typing import Final

from django.core.checks import Tags, run_checks
from django.db import DEFAULT_DB_ALIAS

from .capacity import FULL
from .history import History
from .ledger import Ledger
from .server import Server
from .words import number, share, size

FRAGMENTED: Final = 1.5
WORTH_MENDING: Final = 64_000_000
"""Bytes that fragmentation wastes; a small server is always fragmented."""
TOO_OFTEN: Final = 0.01
"""Of the requests of the last hour."""


def warnings(server: Server, ledger: Ledger, history: History) -> Iterator[str]:
    yield from of_redis(server)
    yield from of_memory(server)
    yield from of_connections(server)
    yield from of_ledger(ledger)
    yield from of_requests(history.outcomes_last_hour)
    yield from of_checks()


def of_redis(server: Server) -> Iterator[str]:
    if not server.redis_connected:
        yield "Redis does not answer. Requests are answered all the same, from the database, only slower."
    elif not server.redis_writable:
        yield (
            "Redis answers but takes no writes: it is full, read-only or forbids it. Retries are answered"
            " from the database, only slower."
        )


def of_memory(server: Server) -> Iterator[str]:
    used, limit = server.memory_used, server.memory_limit
    if used and limit and used >= FULL * limit:
        yield (
            f"Redis uses {share(used, limit)} of its memory ({size(used)} of {size(limit)}): take a larger"
            " one, or lower IDEMPOTENCY_TTL."
        )
        if server.evicted_keys:  # of a server with room again, they are history
            yield (
                f"Redis has thrown out {number(server.evicted_keys)} keys since it started, for want of"
                " memory: their retries are answered from the database, only slower."
            )
    ratio = server.memory_fragmentation
    if used and ratio and ratio >= FRAGMENTED and used * (ratio - 1) >= WORTH_MENDING:
        yield (
            f"Redis takes {ratio} times the memory that it uses, by fragmentation: set activedefrag to yes,"
            " or restart it; nothing is lost."
        )


def of_connections(server: Server) -> Iterator[str]:
    used, limit = server.connections, server.connections_limit
    if used and limit and used >= FULL * limit:
        yield (
            f"Redis has {share(used, limit)} of its connections in use ({used} of {limit}): lower"
            " REDIS_MAX_CONNECTIONS or the number of processes, or take a plan with more."
        )


def of_ledger(ledger: Ledger) -> Iterator[str]:
    if ledger.ledger_overdue:
        yield (
            f"{number(ledger.ledger_overdue)} ledger entries or more expired over two days ago: run"
            " prune_idempotency_ledger daily."
        )


def of_requests(last_hour: dict[str, int]) -> Iterator[str]:
    answered = sum(last_hour.values()) - last_hour["fell_back"] - last_hour["redis_error"]
    if (failed := last_hour["failed"]) > TOO_OFTEN * answered:
        yield f"{number(failed)} of {number(answered)} requests failed in the last hour: the log says why."
    if (failed := last_hour["redis_error"]) > TOO_OFTEN * answered:
        yield f"Redis failed {number(failed)} commands in the last hour: the log says why."


def of_checks() -> Iterator[str]:
    """What this app's own system checks warn of, that of the database included."""
    found = run_checks(tags=[Tags.database], databases=[DEFAULT_DB_ALIAS])
    yield from (
        f"{message.msg} ({message.id})" for message in found if str(message.id).startswith("idempotency.")
    )
