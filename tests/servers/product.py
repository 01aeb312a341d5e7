import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, ClassVar

import httpx
import psycopg

from hotelops import environment

from .server import Server

ROOT = Path(__file__).resolve().parents[2]
PROC = Path("/proc")  # of Linux: elsewhere the tests marked "product" cannot run
LISTENING = "0A"
SECRETS = {name: fresh() for name, fresh in environment.SECRETS.items()}


class Product(Server):
    """The product as deployed: `manage.py serve`, several processes, DEBUG off.

    `settings` are variables of its environment, as in `WORKERS="1"`.
    """

    patience: ClassVar[float] = 60
    end_signal: ClassVar[signal.Signals] = signal.SIGTERM  # the main process stops its workers

    def __init__(self, *, database_url: str, redis_url: str, **settings: str) -> None:
        super().__init__()
        place = {"HOST": "127.0.0.1", "PORT": str(self.port), "WORKERS": "2", "DEBUG": "off"}
        urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url}
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
        self._settings = {**inherited, **SECRETS, **place, **urls, **settings}

    @property
    def environment(self) -> dict[str, str]:
        return {"DATA_DIR": str(self.directory / "data")} | self._settings

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=self.base_url, trust_env=False, **options)

    def manage(self, *arguments: str, **settings: str) -> str:
        """Runs a management command on the product's database and Redis; gives what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        result = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, env=self.environment | settings
        )
        if result.returncode != 0:
            raise RuntimeError(f"manage.py {' '.join(arguments)} failed:\n{result.stdout}{result.stderr}")
        return result.stdout

    def worker_pids(self) -> list[int]:
        return children_of(self.pid)

    def kill_worker(self, pid: int) -> None:
        if pid not in self.worker_pids():
            raise ValueError(f"{pid} is not a worker of {self}")
        os.kill(pid, signal.SIGKILL)

    def replace_workers(self) -> None:
        """Has successors come up one after the other, as after a deployment, and does not wait for them."""
        os.kill(self.pid, signal.SIGHUP)

    def crash(self) -> None:
        """Ends the main process at once, without a word to its workers."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        workers = self.worker_pids() if self._process else []
        super().stop()
        for pid in workers:  # in case the main process left them behind
            end(pid)

    def prepare(self) -> None:
        if not self.has_tables():
            self.manage("migrate", "--verbosity", "0")

    def has_tables(self) -> bool:
        """Whether its database is that of another product, or a copy; one that is away is not."""
        try:
            with psycopg.connect(self._settings["DATABASE_URL"]) as connection:
                row = connection.execute("SELECT to_regclass('django_migrations') IS NOT NULL").fetchone()
        except psycopg.OperationalError:
            return False
        return bool(row and row[0])

    def options(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": self.environment}

    def command(self) -> list[str]:
        return [sys.executable, "manage.py", "serve"]

    def is_complete(self) -> bool:
        """Whether every worker listens, each on a socket of its own."""
        return listeners_on(self.port) >= int(self.environment["WORKERS"])

    def answers(self) -> bool:
        if not self.is_complete():
            return False
        try:
            with self.client(timeout=5) as client:
                return client.get("/health/live").status_code == 200
        except httpx.TransportError:
            return False


class DemoData(Product):
    """Never serves: its database is what others are copies of."""

    def start(self) -> None:
        self._make_directory()

    def prepare(self) -> None:
        super().prepare()
        self.manage("create_demo_data", DEBUG="on")


def end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def children_of(parent: int) -> list[int]:
    """The running children of a process."""
    stats = {path.parent.name: stat(path) for path in PROC.glob("[0-9]*/stat")}
    return sorted(int(pid) for pid, (state, ppid) in stats.items() if int(ppid) == parent and state != "Z")


def stat(path: Path) -> list[str]:
    """State and parent of a process; that of one that is gone by now is nobody's child."""
    try:
        return path.read_text(errors="replace").rpartition(")")[2].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return ["X", "-1"]


def listeners_on(port: int) -> int:
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == LISTENING for row in rows)
