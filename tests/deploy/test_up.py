"""`make up`: the whole deployment on this machine."""

import os
import re
import signal
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from hotelops.environment import BASE_DIR
from tests.examples import EXPENSE, LOGIN
from tests.product.phone import EXPENSES, is_replay
from tests.product.sockets import is_gone
from tests.servers import wait_until
from tests.servers.nginx import PROGRAM
from tests.servers.product import children_of
from tests.servers.server import free_port

pytestmark = [
    pytest.mark.product,
    pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed (a package of the system)"),
]

PATIENCE = 300
AT_LEAST = 8
"""Processes: itself, Postgres, Valkey, nginx, two instances and a worker of each."""


class Up:
    """`make up` with a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._output = folder / "output"

    def __enter__(self) -> "Up":
        command = [sys.executable, "-m", "deploy.up", str(self.folder)]
        environment = os.environ | {"PORT": str(free_port()), "WORKERS": "1"}
        with self._output.open("w") as output:
            self._process = subprocess.Popen(
                command, cwd=BASE_DIR, env=environment, stdout=output, stderr=output, start_new_session=True
            )
        assert wait_until(lambda: self.is_up or self._process.poll() is not None, PATIENCE)
        assert self.is_up, self.output
        return self

    def __exit__(self, *_: Any) -> None:
        self.interrupt()

    def interrupt(self) -> int:
        """Presses Ctrl-C, and gives what it returns."""
        self._process.send_signal(signal.SIGINT)
        return self._process.wait(PATIENCE)

    @property
    def output(self) -> str:
        return self._output.read_text()

    @property
    def is_up(self) -> bool:
        return "Ctrl-C ends all of it." in self.output

    def processes(self) -> list[int]:
        return family(self._process.pid)

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        """Logged in at the address that it printed, and content with its certificate."""
        [address] = re.findall(r"API +(https://\S+)", self.output)
        trusted = ssl.create_default_context(cafile=self.folder / "nginx" / "certificate.pem")
        with httpx.Client(base_url=address, verify=trusted, trust_env=False, timeout=20) as client:
            token = client.post("/auth/login", json=LOGIN).raise_for_status().json()["accessToken"]
            client.headers["Authorization"] = f"Bearer {token}"
            yield client


def family(pid: int) -> list[int]:
    """A process, its children, and theirs."""
    return [pid, *(member for child in children_of(pid) for member in family(child))]


def test_says_at_once_that_its_port_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "deploy.up", str(tmp_path / "up")]
        result = subprocess.run(
            command,
            cwd=BASE_DIR,
            env=os.environ | {"PORT": port},
            capture_output=True,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert result.stderr == f"Port {port}: Address already in use. PORT=… chooses another one.\n"
    assert list(tmp_path.iterdir()) == []


def test_serves_and_ends_and_keeps_what_was_written(tmp_path, measured):
    headers = {"Idempotency-Key": str(uuid4())}
    with Up(tmp_path) as up:
        with up.client() as client:
            first = client.post(EXPENSES, json=EXPENSE, headers=headers)
        assert first.status_code == 201
        running = up.processes()
        assert len(running) >= AT_LEAST
        assert up.interrupt() == 0
        assert up.output.endswith("All of it has ended.\n")
        assert wait_until(lambda: all(map(is_gone, running)))
    with Up(tmp_path) as again, again.client() as client:
        replay = client.post(EXPENSES, json=EXPENSE, headers=headers)
    assert is_replay(replay)
    assert replay.content == first.content
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "secrets").iterdir()} == {0o600}
    measured(f"{len(running)} processes up, and none left after Ctrl-C; a replay after the second start")
