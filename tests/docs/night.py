"""An installation as the runbook assumes it: settings in files that a SIGHUP has read anew."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from hotelops.environment import BASE_DIR
from tests.product.phone import CREATED, Phone, is_replay, outcome
from tests.servers import Postgres, Product, Valkey, wait_until

from .pages import Block, Shell, blocks

RUNBOOK = BASE_DIR / "docs" / "runbook.md"
REPLACED = "All workers are replaced"
SETTINGS = ("REDIS_URL", "REDIS_PASSWORD", "REDIS_MAX_CONNECTIONS", "IDEMPOTENCY_TTL")


@dataclass
class Section:
    """One trouble of the runbook."""

    heading: str

    def __post_init__(self) -> None:
        self.blocks = [block for block in blocks(RUNBOOK) if block.heading == self.heading]
        assert self.blocks, f"no section {self.heading!r}"

    def of_kind(self, kind: str) -> list[Block]:
        found = [block for block in self.blocks if block.kind == kind]
        assert found, f"no {kind} in {self.heading!r}"
        return found


@dataclass
class Night:
    """The operator's place: the servers, the product, its settings, and a shell."""

    postgres: Postgres
    valkey: Valkey
    product: Product
    phone: Phone
    shell: Shell
    conf: Path

    def see(self, section: Section) -> None:
        """Runs what shows the symptom, and asserts that it shows."""
        self.shell.follow(*section.of_kind("symptom"))

    def follow(self, section: Section, kind: str = "steps") -> None:
        """Runs the steps, and waits for the workers where they are replaced."""
        steps = section.of_kind(kind)
        with_reload = any("kill -HUP" in block.text for block in steps)
        self.reloaded(lambda: self.shell.follow(*steps), replaced=with_reload)

    def set(self, setting: str, value: str) -> None:
        """As somebody else did it, at the wrong time; or as it was before."""
        (self.conf / setting.lower()).write_text(value)
        self.reloaded(self.product.replace_workers)

    def reloaded(self, change: Callable[[], object], *, replaced: bool = True) -> None:
        before = self.product.log.count(REPLACED)
        change()
        if replaced:
            assert wait_until(lambda: self.product.log.count(REPLACED) > before, seconds=90)

    def is_answered_by_redis(self) -> bool:
        """Whether the answer to a new write is kept there; it is given again in any case."""
        key = str(uuid4())
        first, again = self.phone.post(key), self.phone.post(key)
        assert outcome(first) == CREATED
        assert is_replay(again)
        assert again.content == first.content
        password = (self.conf / "redis_password").read_text() or None
        with self.valkey.client(password=password) as redis:
            return bool(redis.exists(f"idempotency:1:{key}"))

    def comes_back(self) -> bool:
        """Whether Redis is used again, by each process."""
        return wait_until(lambda: all(self.is_answered_by_redis() for _ in range(6)), seconds=30)
