"""The bytes that one kept answer, that to the standard expense, takes in Redis."""

import statistics
from dataclasses import dataclass
from itertools import islice
from typing import cast

import redis

SAMPLE = 200


@dataclass(frozen=True)
class RecordSize:
    """``memory_usage`` is what MEMORY USAGE says; ``used_memory`` what the server frees a record."""

    records: int
    value: int
    memory_usage: int
    used_memory: int


def record_size(client: redis.Redis) -> RecordSize | None:
    """Empties a Redis that holds answers to one and the same request; None where there are too few."""
    keys = list(islice(client.scan_iter("idempotency:*", count=SAMPLE), SAMPLE))
    if len(keys) < SAMPLE:
        return None
    records = client.dbsize()
    values = [client.strlen(key) for key in keys]
    usages = [cast(int, client.memory_usage(key, samples=0)) for key in keys]
    full = client.info("memory")["used_memory"]
    client.execute_command("FLUSHALL", "SYNC")
    freed = full - client.info("memory")["used_memory"]
    return RecordSize(
        records, statistics.median_low(values), statistics.median_low(usages), round(freed / records)
    )
