"""The command as people and programs use it."""

import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import redis
from django.core.management import call_command
from django.utils import timezone

from idempotency.models import OutcomeCount
from idempotency.outcomes import Outcome


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said(*arguments: str, out: io.StringIO | None = None) -> str:
    out = out or io.StringIO()
    call_command("idempotency_stats", *arguments, stdout=out)
    return out.getvalue()


def drawn(*arguments: str) -> str:
    """What a terminal shows, without its colours."""
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", said(*arguments, out=Terminal()))


def figures(*arguments: str) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(said("--json", *arguments))
    return parsed


def line(text: str, name: str) -> str:
    """What a line of the plain screen says of a name; the first one, if there are several."""
    [found, *_] = [line.strip() for line in text.splitlines() if line.strip().startswith(name)]
    return found.removeprefix(name).strip()


def count(outcome: Outcome, times: int, **ago: float) -> None:
    minute = (timezone.now() - timedelta(**ago)).replace(second=0, microsecond=0)
    OutcomeCount.objects.add({(minute, outcome.value): times})


@contextmanager
def configured(client: redis.Redis, name: str, value: int) -> Iterator[None]:
    before = str(client.config_get(name)[name])
    client.config_set(name, value)
    yield
    client.config_set(name, before)
