"""What drives the load: wrk, or where it is missing a Python client in processes of its own."""

import json
import random
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from dataclasses import asdict, dataclass
from functools import reduce
from pathlib import Path
from typing import ClassVar

SCRIPT = Path(__file__).with_name("post.lua")


class LoadFailed(Exception):
    """Not every request was answered with a success, so the figure would be of something else."""


@dataclass(frozen=True)
class Post:
    """A request to send again and again; ``fresh_key``: each time under a key that was never used.

    ``body`` is the path of a file: an upload is too long for an argument of a load tool.
    """

    url: str
    headers: dict[str, str]
    body: str
    fresh_key: bool

    @property
    def size(self) -> int:
        """Bytes of the body."""
        return Path(self.body).stat().st_size


@dataclass(frozen=True)
class Tally:
    """What became of the requests: ``refused`` had a status that is no success, ``broken`` had no answer."""

    requests: int
    per_second: float
    refused: int
    broken: int

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            requests=self.requests + other.requests,
            per_second=self.per_second + other.per_second,
            refused=self.refused + other.refused,
            broken=self.broken + other.broken,
        )


@dataclass(frozen=True)
class Load(ABC):
    connections: int

    name: ClassVar[str]

    def run(self, post: Post, seconds: int) -> Tally:
        """Raises LoadFailed."""
        tally = self.drive(post, seconds)
        if not tally.requests or tally.refused or tally.broken:
            raise LoadFailed(f"{post.url}: {tally}")
        return tally

    @abstractmethod
    def drive(self, post: Post, seconds: int) -> Tally: ...


class Wrk(Load):
    """Counts a status of 400 and more as refused; no view of the product redirects a POST."""

    name = "wrk"

    def drive(self, post: Post, seconds: int) -> Tally:
        headers = [part for name, value in post.headers.items() for part in ("-H", f"{name}: {value}")]
        size = ["-t", "1", "-c", str(self.connections), "-d", f"{seconds}s"]
        seed = [str(random.getrandbits(31))] if post.fresh_key else []
        command = ["wrk", *size, "-s", str(SCRIPT), *headers, post.url, "--", post.body, *seed]
        return tally_of(subprocess.Popen(command, stdout=subprocess.PIPE))


class PythonClient(Load):
    """Takes more of the processors than wrk does, and so leaves less to both sides.

    It waits for the last answers, while wrk drops what is under way when the time is over: a large part of
    the work where few requests fit into a round.
    """

    name = "a Python client"
    most_processes: ClassVar[int] = 2

    def drive(self, post: Post, seconds: int) -> Tally:
        processes = min(self.most_processes, self.connections)
        task = {"post": asdict(post), "connections": self.connections // processes, "seconds": seconds}
        command = [sys.executable, "-m", "bench.client", json.dumps(task)]
        clients = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(processes)]
        return reduce(Tally.__add__, [tally_of(client) for client in clients])


class InsteadOfWrk(PythonClient):
    name = "a Python client (wrk is not installed)"


def tally_of(tool: subprocess.Popen[bytes]) -> Tally:
    """The last line that it prints."""
    output, _ = tool.communicate()
    if tool.returncode:
        raise LoadFailed(f"the load tool ended with an error: {output.decode()}")
    return Tally(**json.loads(output.splitlines()[-1]))


def chosen(connections: int) -> Load:
    return (Wrk if shutil.which("wrk") else InsteadOfWrk)(connections)
