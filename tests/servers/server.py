import random
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar, Self

# Reads the process group that runs now, a line each time it changes. When the tests end, however they end,
# its input ends too: it then ends that group and removes the directory.
GUARD = """
exec 2>/dev/null
while read -r group; do running=$group; done
if [ -n "$running" ]; then
    kill -s "$1" -- "-$running"
    for _ in 1 2 3 4 5 6 7 8 9 10; do kill -0 -- "-$running" && sleep 0.2; done
fi
rm -rf "$2"
"""


def wait_until(condition: Callable[[], object], seconds: float = 10) -> bool:
    """Waits for what another process is about to do; whether it did."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def free_port() -> int:
    """A port below those that outgoing connections take by themselves, which begin at 32768."""
    while True:
        port = random.randrange(20_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server(ABC):
    """A server process of the tests' own, on 127.0.0.1, with a directory that is removed on `close`.

    One that is `kept_in` a directory stays there.
    """

    patience: ClassVar[float] = 30
    """Seconds that it may take to start or to stop."""
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM
    end_signal: ClassVar[signal.Signals] = signal.SIGKILL
    """Ends the whole process group when the tests could not stop it."""
    kept_in: Path | None = None

    def __init__(self) -> None:
        self.port = free_port()
        self._directory: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __str__(self) -> str:
        return f"{type(self).__name__} on port {self.port}"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RuntimeError(f"{self} is not running")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def directory(self) -> Path:
        if self._directory is None:
            raise RuntimeError(f"{self} was never started")
        return self._directory

    @property
    def log(self) -> str:
        """All that it has printed so far."""
        return (self.directory / "log").read_text(errors="replace")

    def start(self) -> None:
        """Starts it and waits until it answers."""
        if self._directory is None:
            self._make_directory()
        with (self.directory / "log").open("ab") as log:
            self._process = spawn(self.command(), stdin=subprocess.DEVNULL, stdout=log, **self.options())
        self._tell_guard(str(self._process.pid))
        running = self._process
        if (
            not wait_until(lambda: self.answers() or running.poll() is not None, self.patience)
            or running.poll()
        ):
            raise RuntimeError(f"{self} does not come up. The end of its log:\n{self.log[-3000:]}")

    def stop(self) -> None:
        """Stops it; its directory stays, so that it can start again where it was."""
        self._end(self.stop_signal)

    def _end(self, by: signal.Signals) -> None:
        if self._process is None:
            return
        self._process.send_signal(by)
        try:
            self._process.wait(self.patience)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._tell_guard("")
        self._process = None

    def close(self) -> None:
        self.stop()
        if self._directory is not None:
            self._guard.communicate(timeout=self.patience)
            self._directory = None

    def prepare(self) -> None:  # noqa: B027 most servers have nothing to prepare
        """Does what has to be done once, in the new directory."""

    def options(self) -> dict[str, Any]:
        """How to start the process: arguments of Popen."""
        return {}

    @abstractmethod
    def command(self) -> list[str]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    def _make_directory(self) -> None:
        self._directory = self.kept_in or Path(tempfile.mkdtemp(prefix="hotelops-"))
        self._directory.mkdir(parents=True, exist_ok=True)
        to_remove = "" if self.kept_in else str(self._directory)
        guard = ["sh", "-c", GUARD, "guard", self.end_signal.name[3:], to_remove]
        self._guard = spawn(guard, stdin=subprocess.PIPE)
        self.prepare()

    def _tell_guard(self, group: str) -> None:
        assert self._guard.stdin is not None
        self._guard.stdin.write(f"{group}\n".encode())
        self._guard.stdin.flush()


def spawn(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    """In a session of its own: Ctrl-C reaches the tests, which then stop the servers in order."""
    return subprocess.Popen(command, stderr=subprocess.STDOUT, start_new_session=True, **options)
