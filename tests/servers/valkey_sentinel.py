"""A Valkey with two replicas, and three Sentinels that watch them."""

from contextlib import ExitStack
from typing import Any, Self

import redis

from .server import Server, wait_until
from .valkey import Valkey, binary

NAME = "Hotel-Ops"
"""Of the master, as the Sentinels know it."""
REPLICAS, SENTINELS = 2, 3
SETTINGS = """
port {port}
bind 127.0.0.1
sentinel monitor {name} 127.0.0.1 {master} 2
sentinel down-after-milliseconds {name} 1000
sentinel failover-timeout {name} 1000
sentinel auth-pass {name} {password}
requirepass {sentinel_password}
"""


class Sentinel(Server):
    """Takes another one for the master when two Sentinels miss it for a second."""

    def __init__(self, master: Valkey, *, password: str, sentinel_password: str) -> None:
        super().__init__()
        self._password = sentinel_password
        self._settings = SETTINGS.format(
            port=self.port,
            name=NAME,
            master=master.port,
            password=password,
            sentinel_password=sentinel_password,
        )

    def prepare(self) -> None:
        (self.directory / "settings").write_text(self._settings)

    def command(self) -> list[str]:
        return [binary(), str(self.directory / "settings"), "--sentinel", "--dir", str(self.directory)]

    def answers(self) -> bool:
        try:
            return bool(self.ask("PING"))
        except redis.RedisError:
            return False

    def ask(self, *command: object) -> Any:
        with redis.Redis(port=self.port, password=self._password, protocol=2) as client:
            return client.execute_command(*command)

    def master(self) -> dict[str, Any]:
        """What it knows of the master."""
        [master] = self.ask("SENTINEL MASTERS").values()
        return dict(master)

    def begins_failover(self) -> bool:
        """Has the master replaced that works; refuses while it knows too little of the replicas."""
        try:
            return bool(self.ask("SENTINEL FAILOVER", NAME))
        except redis.exceptions.ResponseError:
            return False


class Watched:
    """A master, two replicas and three Sentinels, with passwords."""

    def __init__(self, *, password: str, sentinel_password: str) -> None:
        own = ["--masterauth", password]
        self.master = Valkey(*own, password=password)
        follow = ["--replicaof", f"127.0.0.1 {self.master.port}"]
        self.servers = [self.master, *(Valkey(*own, *follow, password=password) for _ in range(REPLICAS))]
        secrets = {"password": password, "sentinel_password": sentinel_password}
        self.sentinels = [Sentinel(self.master, **secrets) for _ in range(SENTINELS)]
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            for server in (*self.servers, *self.sentinels):
                started.enter_context(server)
            assert wait_until(self.is_complete, seconds=60)
            self._running = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def url(self) -> str:
        """Without the passwords."""
        places = ",".join(f"127.0.0.1:{sentinel.port}" for sentinel in self.sentinels)
        return f"redis+sentinel://{places}/{NAME}/0"

    def is_complete(self) -> bool:
        """Whether all of them know each other."""
        known = [sentinel.master() for sentinel in self.sentinels]
        numbers = {(master["num-other-sentinels"], master["num-slaves"]) for master in known}
        return numbers == {(SENTINELS - 1, REPLICAS)}

    def has_another_master(self) -> bool:
        """Whether all Sentinels name another one than before; it is the master from now on."""
        ports = {int(sentinel.master()["port"]) for sentinel in self.sentinels}
        named = [server for server in self.servers if ports == {server.port}]
        if not named or named[0] is self.master:
            return False
        self.master = named[0]
        return True
