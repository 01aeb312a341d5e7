"""What is sent, and what became of it."""

import statistics
from dataclasses import dataclass, field
from pathlib import Path

import httpx


class LoadFailed(Exception):
    """Not every request was answered with a success, so the figure would be of something else."""


@dataclass(frozen=True)
class Request:
    """Sent again and again; ``fresh_key``: each time under a key that was never used.

    ``body`` is the path of a file: an upload is too long for an argument of a load tool. None is a GET.
    """

    url: str
    headers: dict[str, str]
    body: str | None
    fresh_key: bool

    @property
    def method(self) -> str:
        return "POST" if self.body else "GET"

    @property
    def content(self) -> bytes:
        return Path(self.body).read_bytes() if self.body else b""

    def check(self, *, replays: bool) -> None:
        """Sends it as it will be sent in the run. Raises LoadFailed when something else answers."""
        answer = self.answer()
        if not self.fresh_key:
            answer = self.answer()
        if not answer.is_success or ("Idempotent-Replayed" in answer.headers) != replays:
            raise LoadFailed(f"{self.url}: {answer.status_code} {answer.headers} {answer.text}")

    def answer(self) -> httpx.Response:
        options = {"headers": self.headers, "content": self.content, "timeout": 30, "trust_env": False}
        return httpx.request(self.method, self.url, **options)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Tally:
    """What became of the requests: ``refused`` had a status that is no success, ``broken`` had no answer.

    ``milliseconds`` are what each one took, from when it was due; wrk does not tell.
    """

    requests: int
    per_second: float
    refused: int
    broken: int
    milliseconds: list[float] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            requests=self.requests + other.requests,
            per_second=self.per_second + other.per_second,
            refused=self.refused + other.refused,
            broken=self.broken + other.broken,
            milliseconds=self.milliseconds + other.milliseconds,
        )

    def figures(self) -> dict[str, float]:
        found = {"requests": float(self.requests), "per_second": self.per_second}
        if len(self.milliseconds) > 1:
            hundredths = statistics.quantiles(self.milliseconds, n=100, method="inclusive")
            found |= {"median": statistics.median(self.milliseconds), "p99": hundredths[-1]}
        return found
