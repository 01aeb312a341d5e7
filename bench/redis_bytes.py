"""The bytes that a kept answer takes in Redis: that to the standard expense."""

import shutil
import statistics
from collections.abc import Callable, Mapping
from itertools import islice

import redis

from tests.servers import Valkey

from .measurement import Turn
from .million import copy_answer
from .request import Request

COPIES, SAMPLE = 100_000, 200


class Redis(Valkey):
    """That of the system."""

    def command(self) -> list[str]:
        place = f"--port {self.port} --bind 127.0.0.1 --appendonly no --dir {self.directory}"
        return ["redis-server", *place.split(), "--save", ""]


def is_redis_installed() -> bool:
    return shutil.which("redis-server") is not None


def bytes_a_record(server: type[Valkey], answer: Callable[[], bytes]) -> Turn:
    """``usage`` is what MEMORY USAGE says; ``used`` what the server takes a record of a hundred thousand."""

    def turn() -> Mapping[str, float]:
        kept = answer()
        with server() as started, started.client() as client:
            before = used_memory(client)
            copy_answer(client, kept, COPIES)
            return {"usage": usage(client), "used": (used_memory(client) - before) / COPIES}

    return turn


def usage(client: redis.Redis) -> float:
    names = islice(client.scan_iter(count=SAMPLE), SAMPLE)
    return statistics.median(float(client.memory_usage(name, samples=0) or 0) for name in names)


def used_memory(client: redis.Redis) -> int:
    used: int = client.info("memory")["used_memory"]
    return used


def kept_answer(request: Request, server: Valkey) -> bytes:
    """What the product keeps of its answer to a POST."""
    request.answer().raise_for_status()
    with server.client() as client:
        [name] = client.scan_iter(f"idempotency:*:{request.headers['Idempotency-Key']}")
        answer: bytes = client.get(name)
    return answer
