"""Whether the answers that clients got keep the promise."""

from collections import Counter
from collections.abc import Collection
from operator import attrgetter
from typing import Final

import httpx

from tests.product.calls import CHECK_IN, CHECK_IN_WITH_DOCUMENTS, CLOCKED_IN, CLOCKED_OUT, DOCUMENT
from tests.product.phone import IN_PROGRESS, is_replay, outcome
from tests.request_ids import said

from .drafts import CHECK_OUT, VOID, Request
from .memory import Fate, Memory, Recorded, stay_named_by
from .moments import GONE, OUT, REUSED, UNAVAILABLE, Exchange, Moment
from .pools import Pools

NOT_VALID: Final = (400, "validation_error")
NOT_THERE: Final = {NOT_VALID, (404, "not_found")}
REFUSALS: Final = {
    CHECK_IN: {(409, "room_occupied")},
    CHECK_IN_WITH_DOCUMENTS: {(409, "room_occupied")},
    # Of a check-in and a check-out at once, the one that came first may be the one that is done last.
    CLOCKED_IN: {(409, "shift_already_open"), (409, "shift_overlaps")},
    CLOCKED_OUT: {(409, "no_open_shift"), NOT_VALID},
    DOCUMENT: {(409, "guest_erased"), *NOT_THERE},
    CHECK_OUT: {(409, "already_checked_out"), *NOT_THERE},
    VOID: {(409, "already_voided"), *NOT_THERE},
}
"""What a sound request may be told for what others did, by the end of its path: the first that fits."""


class Judge:
    """Hears all answers of one moment together, in the order of what they say about each other."""

    def __init__(self, memory: Memory, pools: Pools) -> None:
        self.memory = memory
        self.pools = pools

    def hear(self, exchanges: Collection[Exchange], moment: Moment) -> None:
        self.moment = moment
        if moment.breaks_database:
            self.pools.broken = self.pools.size
        fates = self.memory.fates
        self.done_before = {name for name, fate in fates.items() if fate.done}
        self.together = Counter(request.name for request, _ in exchanges)
        for exchange in sorted(exchanges, key=attrgetter("rank")):
            fate = self.memory.fate(exchange.request)
            fate.asked.append(exchange.request)
            self.hear_one(exchange, fate)
        may_be_done = {exchange.request.name for exchange in exchanges if exchange.may_be_done}
        for request in (exchange.request for exchange in exchanges if exchange.is_refusal):
            others = may_be_done - {request.name}
            assert others or not fates[request.name].done, "one was refused, and its duplicate was done"

    def hear_one(self, exchange: Exchange, fate: Fate) -> None:
        request, response = exchange
        if response is None:
            assert self.moment.kills, "a connection broke, and nobody was killed"
            fate.lost.append(request)
            return
        told = outcome(response)
        assert told[0] != 500, "an internal error"
        assert response.is_success or not is_replay(response), "an error that says it is a replay"
        if told == UNAVAILABLE:
            self.unavailable(response)
            fate.lost.append(request)
        elif told[0] in OUT:
            self.out(request, told[0])
        else:
            assert request.person.name not in self.moment.locked_out, "who is out got an answer"
            assert not request.is_forbidden, "a forbidden request got an answer"
            self.authorised(request, fate, response)

    def unavailable(self, response: httpx.Response) -> None:
        """Where the database is broken, or was: each pooled connection may tell of that once."""
        assert_says_when(response)
        if not self.moment.breaks_database:
            assert self.pools.broken, "unavailable, and nothing has broken the database"
            self.pools.broken -= 1

    def out(self, request: Request, status: int) -> None:
        is_out = request.person.name in self.moment.locked_out | {self.moment.leaving}
        assert request.is_forbidden if status == 403 else is_out, f"{status} for one who may"

    def authorised(self, request: Request, fate: Fate, response: httpx.Response) -> None:
        told = outcome(response)
        if response.is_success:
            (self.replayed if is_replay(response) else self.created)(request, fate, Recorded.of(response))
        elif told == IN_PROGRESS:
            assert request.name not in self.done_before, "in progress after it was done"
            assert self.together[request.name] > 1 or fate.lost, "in progress, and nobody is at it"
            assert_says_when(response)
        elif told == REUSED:
            self.reused(request, fate, response)
        elif told == GONE:
            self.gone(request, fate, response)
        else:
            self.refused(request, fate, told)

    def created(self, request: Request, fate: Fate, answer: Recorded) -> None:
        assert fate.done is None, f"created again: {fate.done} was done before"
        fate.settle(request, answer)
        if fate.stay in self.memory.erased_stays:
            assert request.call.path.endswith(CHECK_OUT), "something was added to an erased guest"

    def replayed(self, request: Request, fate: Fate, answer: Recorded) -> None:
        if fate.done is None:
            assert request in fate.lost, "replayed what was never done"
            fate.settle(request, answer)
        assert request == fate.done, f"replayed the answer to {fate.done}"
        assert answer == fate.answer, f"replayed otherwise than {fate.answer}: {answer}"
        assert not fate.is_erased, "replayed what was erased"

    def reused(self, request: Request, fate: Fate, response: httpx.Response) -> None:
        others = [fate.done] if fate.done else fate.lost
        assert any(request != other for other in others), "called reused, and nobody used it otherwise"
        assert_says_never(response)
        assert "Location" not in response.headers, "a reused key tells where its answer leads"
        self.memory.reused_bodies.add(said(response))
        assert len(self.memory.reused_bodies) == 1, "a reused key tells of its answer"

    def gone(self, request: Request, fate: Fate, response: httpx.Response) -> None:
        stay = fate.stay or stay_named_by(request)
        assert stay in self.memory.erased_stays | {self.moment.erasing}, "gone, and not erased"
        assert request == fate.done or request in fate.lost, "gone, and never done"
        if fate.answer:
            assert response.headers.get("Location", "") == fate.answer.location, "gone, with its Location"
        assert_says_never(response)

    def refused(self, request: Request, fate: Fate, told: tuple[int, str]) -> None:
        """It ran, so nobody had done it before, and whoever was lost before is gone for good."""
        allowed = (codes for end, codes in REFUSALS.items() if request.call.path.endswith(end))
        assert told in next(allowed, ()), f"refused: {told}"
        assert fate.done is None, "refused after it was done"
        fate.lost.clear()


def assert_says_when(response: httpx.Response) -> None:
    assert int(response.headers.get("Retry-After", 0)) >= 1, "does not say when to try again"
    assert response.headers.get("X-Should-Retry") == "true", "does not say to try again"


def assert_says_never(response: httpx.Response) -> None:
    assert response.headers.get("X-Should-Retry") == "false", "does not say not to try again"
