"""What is counted and measured. Labels are few: routes, methods, outcomes; never what was sent."""

from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from idempotency.outcomes import Outcome

from . import files

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Measures:
    """Those of this process; gauges are added up over all that live."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self.counter("requests", "Requests answered.", "method", "route", "status")
        self.seconds = Histogram(
            "hotelops_request_seconds",
            "How long requests took in a worker.",
            ["route"],
            registry=self.registry,
            buckets=SECONDS,
        )
        self.outcomes = self.counter("idempotency_outcomes", "What became of requests with a key.", "outcome")
        self.breaker = self.gauge("redis_breaker_open", "Workers that leave Redis alone for a while.")
        self.connections = self.gauge("database_connections", "Connections of the pools.", "state")
        self.waiting = self.gauge("database_requests_waiting", "Requests that wait for a connection.")
        self.workers = self.gauge("workers", "Worker processes.")
        self.memory = self.gauge("memory_bytes", "Resident memory of the workers.")
        for outcome in Outcome:
            self.outcomes.labels(outcome.value)

    def counter(self, name: str, says: str, *labels: str) -> Counter:
        return Counter(f"hotelops_{name}", says, labels, registry=self.registry)

    def gauge(self, name: str, says: str, *labels: str) -> Gauge:
        return Gauge(f"hotelops_{name}", says, labels, registry=self.registry, multiprocess_mode="livesum")

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)


@cache
def measures() -> Measures:
    """Raises OSError where there is no room for them."""
    if folder := files.shared_folder():
        with files.alone(folder):
            files.merge_dead(folder)
        files.reserve(folder)
    return Measures()
