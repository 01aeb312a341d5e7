import json
import subprocess
import sys
from typing import Any, Self

from tests.servers import Product
from tests.servers.product import ROOT

from .people import EMAILS, Person


class Refused(Exception):
    """A management command ended with an error, whose message says what was left undone."""


class Office:
    """What is done to the product beside its API: by a clerk, a process of its own."""

    def __init__(self, product: Product) -> None:
        self._clerk = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.machine.clerk"],
            cwd=ROOT,
            env=product.environment,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._clerk.communicate(timeout=20)

    def ask(self, command: str, *arguments: object) -> Any:
        assert self._clerk.stdin
        assert self._clerk.stdout
        self._clerk.stdin.write(json.dumps([command, *arguments]) + "\n")
        self._clerk.stdin.flush()
        answer = json.loads(self._clerk.stdout.readline())
        if "refused" in answer:
            raise Refused(answer["refused"])
        assert "said" in answer, answer["crashed"]
        return answer["said"]

    def erase(self, stay_id: str) -> str:
        """What the command said, also when it refused."""
        try:
            return str(self.ask("erase_guest", stay_id))
        except Refused as refusal:
            return str(refusal)

    def log_in(self, *names: str) -> dict[str, Person]:
        facts = self.ask("log_in", *(EMAILS[name] for name in names))
        return {name: Person(name, **known) for name, known in zip(names, facts, strict=True)}

    def deactivate(self, name: str) -> None:
        self.ask("deactivate", EMAILS[name])
