"""A cluster of Valkeys: three masters, and a replica of the first."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import pairwise
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .server import free_port, wait_until
from .valkey import Valkey

SLOTS = 16384
MASTERS = 3
SHARES = list(pairwise(number * SLOTS // MASTERS for number in range(MASTERS + 1)))


class Node(Valkey):
    """Missed by the others after a second."""

    def __init__(self) -> None:
        super().__init__("--cluster-enabled", "yes", "--cluster-node-timeout", "1000")

    def prepare(self) -> None:
        self.bus_port = free_port()

    def command(self) -> list[str]:
        return [*super().command(), "--cluster-port", str(self.bus_port)]

    def ask(self, command: str) -> Any:
        with redis.Redis(port=self.port, protocol=2, decode_responses=True) as client:
            return client.execute_command(*command.split())

    def is_content(self) -> bool:
        """Whether it sees a master for each slot."""
        return "cluster_state:ok" in self.ask("CLUSTER INFO")

    def slots_of(self, other: "Node") -> list[tuple[int, int]]:
        """The ranges that another one has."""
        ranges = self.ask("CLUSTER SLOTS")
        return [(begin, end) for begin, end, (_, port, *_), *_ in ranges if port == other.port]


class Cluster:
    def __init__(self) -> None:
        self.masters = [Node() for _ in range(MASTERS)]
        self.replica = Node()
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            for node in self.nodes:
                started.enter_context(node)
            self._join()
            self._running = started.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.close()

    @property
    def nodes(self) -> list[Node]:
        return [*self.masters, self.replica]

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{node.port}" for node in self.masters)

    @property
    def master_with_replica(self) -> Node:
        first = self.masters[0]
        return first if first.ask("INFO")["role"] == "master" else self.replica

    def client(self) -> redis.RedisCluster:
        once = Retry(NoBackoff(), 0)
        port = self.masters[-1].port
        return redis.RedisCluster("127.0.0.1", port, protocol=2, socket_timeout=1, retry=once)

    @contextmanager
    def without(self, node: Node, *, is_killed: bool = True) -> Iterator[None]:
        """It is killed, or it hangs. Ends when it is back, and the others have taken it in again."""
        lose, bring_back = (node.stop, node.start) if is_killed else (node.pause, node.resume)
        lose()
        try:
            yield
        finally:
            bring_back()
            assert wait_until(self.is_whole, seconds=60)

    def is_whole(self) -> bool:
        """Whether all are content, and a master could be lost again."""
        return all(node.is_content() for node in self.nodes) and self._is_followed()

    def _is_followed(self) -> bool:
        links = [node.ask("INFO").get("master_link_status") for node in (self.masters[0], self.replica)]
        return "up" in links

    def _join(self) -> None:
        first, *others = self.nodes
        for number, node in enumerate(self.nodes, start=1):
            node.ask(f"CLUSTER SET-CONFIG-EPOCH {number}")
        for master, (begin, end) in zip(self.masters, SHARES, strict=True):
            master.ask(f"CLUSTER ADDSLOTSRANGE {begin} {end - 1}")
        for node in others:
            node.ask(f"CLUSTER MEET 127.0.0.1 {first.port} {first.bus_port}")
        assert wait_until(lambda: all(node.is_content() for node in self.nodes), seconds=60)
        self.replica.ask(f"CLUSTER REPLICATE {first.ask('CLUSTER MYID')}")
        assert wait_until(self.is_whole, seconds=60)
