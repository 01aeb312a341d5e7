"""What drives the load: wrk, or where it is missing or cannot a Python client in processes of its own."""

import json
import random
import shutil
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import reduce
from pathlib import Path
from typing import ClassVar

from .request import LoadFailed, Request, Tally

SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True)
class Load(ABC):
    connections: int
    seconds: float

    name: ClassVar[str]

    def run(self, request: Request) -> Mapping[str, float]:
        """Raises LoadFailed."""
        tally = self.drive(request)
        if not tally.requests or tally.refused or tally.broken:
            raise LoadFailed(f"{request.url}: {replace(tally, milliseconds=[])}")
        return tally.figures()

    @abstractmethod
    def drive(self, request: Request) -> Tally: ...


class Wrk(Load):
    """Counts a status of 400 and more as refused; no view of the product redirects a POST."""

    name = "wrk"

    def drive(self, request: Request) -> Tally:
        headers = [part for name, value in request.headers.items() for part in ("-H", f"{name}: {value}")]
        size = ["-t", "1", "-c", str(self.connections), "-d", f"{self.seconds:.0f}s"]
        seed = [str(random.getrandbits(31))] if request.fresh_key else []
        command = ["wrk", *size, "-s", str(SCRIPT), *headers, request.url, "--", str(request.body), *seed]
        return tally_of(subprocess.Popen(command, stdout=subprocess.PIPE))


@dataclass(frozen=True)
class PythonClient(Load):
    """Takes more of the processors than wrk does, and so leaves less to both sides.

    It waits for the last answers, while wrk drops what is under way when the time is over: a large part of
    the work where few requests fit into a turn. ``rate`` is how many requests a second are due over all
    connections, whatever the answers take; without one each waits for the answer before.
    """

    at_least: int = 1
    """Requests a connection, also when the time is over."""
    rate: float | None = None

    name = "a Python client"
    most_processes: ClassVar[int] = 2

    def drive(self, request: Request) -> Tally:
        processes = min(self.most_processes, self.connections)
        task = {
            "request": asdict(request),
            "connections": self.connections // processes,
            "seconds": self.seconds,
            "at_least": self.at_least,
            "rate": self.rate and self.rate / processes,
        }
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


def chosen(connections: int, seconds: float) -> Load:
    return (Wrk if shutil.which("wrk") else InsteadOfWrk)(connections, seconds)
