"""What a run has done so far."""

from collections import Counter
from dataclasses import dataclass, field

from tests.product.phone import is_replay, outcome

from .moments import Exchange


@dataclass
class Tally:
    examples: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def count(self, exchange: Exchange) -> None:
        self.answers[kind_of(exchange)] += 1

    def __str__(self) -> str:
        requests, answers = self.answers.total(), listed(self.answers)
        return (
            f"{self.examples} examples, {self.steps.total()} steps, {self.faults.total()} faults; "
            f"{requests} requests: {answers}"
        )


def kind_of(exchange: Exchange) -> str:
    response = exchange.response
    if response is None:
        return "connection broken"
    if response.is_success:
        return "replayed" if is_replay(response) else "done"
    status, code = outcome(response)
    return code.removeprefix("idempotency_") if code.startswith("idempotency_") else str(status)


def listed(counts: Counter[str]) -> str:
    return ", ".join(f"{count} × {name}" for name, count in counts.most_common())
