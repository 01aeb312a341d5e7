"""What clients were told in one moment, and what happened in it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import httpx

from tests.product.phone import IN_PROGRESS, is_replay, outcome

from .drafts import Request

UNAVAILABLE: Final = (503, "database_unavailable")
REUSED: Final = (409, "idempotency_key_reused")
GONE: Final = (410, "idempotency_response_gone")
OUT: Final = (401, 403)


class Exchange(NamedTuple):
    request: Request
    response: httpx.Response | None
    """None where the connection broke."""

    def __str__(self) -> str:
        if self.response is None:
            return f"{self.request}: connection broken"
        told = " ".join(str(part) for part in outcome(self.response) if part)
        return f"{self.request}: {told}{' (replayed)' if is_replay(self.response) else ''}"

    @property
    def is_lost(self) -> bool:
        """Ended without a word on whether it was done."""
        return self.response is None or outcome(self.response) == UNAVAILABLE

    @property
    def may_be_done(self) -> bool:
        """By this request itself."""
        if self.response is None or self.is_lost:
            return True
        return self.response.is_success and not is_replay(self.response)

    @property
    def is_in_progress(self) -> bool:
        return self.response is not None and outcome(self.response) == IN_PROGRESS

    @property
    def is_refusal(self) -> bool:
        """By the view itself."""
        if self.response is None or self.response.is_success or self.is_lost:
            return False
        told = outcome(self.response)
        return told[0] not in OUT and told not in (IN_PROGRESS, REUSED, GONE)

    @property
    def rank(self) -> int:
        """Refusals tell of what was before, all others of what was done meanwhile."""
        if self.is_refusal:
            return 0
        if self.response is None or self.is_lost:
            return 1
        return 2 + (is_replay(self.response) if self.response.is_success else 2)


@dataclass(frozen=True)
class Moment:
    """What happens while requests are under way, and so what they may be told."""

    kills: bool = False
    breaks_database: bool = False
    locked_out: frozenset[str] = frozenset()
    """These may not come in; nor may who is `leaving`, once they have left."""
    leaving: str = ""
    erasing: str = ""

    def locking_out(self, names: Iterable[str]) -> "Moment":
        return replace(self, locked_out=frozenset(names) - {self.leaving})
