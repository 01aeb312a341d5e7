"""The whole rule, readable top to bottom."""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from django.db import OperationalError, transaction
from django.http.response import HttpResponseBase

from .attempts import Attempt
from .conf import conf
from .exceptions import InProgress, KeyReused, ResponseGone, is_worth_another_run
from .models import LedgerEntry, Record
from .outcomes import Outcome
from .replay_cache import ReplayCache
from .responses import CannotOpen, RecordedResponse

RUNS = 3


class Result(NamedTuple):
    """What the client gets; ``sealed`` is what Redis may keep, nothing where the request was refused."""

    response: HttpResponseBase
    outcome: Outcome
    sealed: bytes | None = None
    lives_for: timedelta = timedelta(0)

    @property
    def replayed(self) -> bool:
        return self.outcome in (Outcome.REPLAYED, Outcome.FELL_BACK)


def run_once(
    attempt: Attempt, work: Callable[[], HttpResponseBase], prepare: Callable[[], object] | None = None
) -> Result:
    """Runs ``work`` unless it was done before; then the first answer is given again.

    ``work`` runs in a transaction that keeps what a 2xx answer did and nothing else; it returns a rendered
    response and may be called again after a deadlock. ``prepare`` runs before that transaction, unless the
    ledger knows the key, and must be harmless to repeat. Raises InProgress, KeyReused, ResponseGone, and
    whatever the two of them raise.
    """
    cache = ReplayCache(attempt)
    if recorded := cache.get():
        if not attempt.matches(recorded.fingerprint):
            raise KeyReused
        return Result(recorded.replay(), Outcome.REPLAYED)
    result = _recall(attempt) if prepare else None
    if result is None:
        if prepare:
            prepare()
        result = _run_or_recall(attempt, work)
    if result.sealed:
        cache.put(result.sealed, result.lives_for)
    return result


def _run_or_recall(attempt: Attempt, work: Callable[[], HttpResponseBase]) -> Result:
    for runs_left in reversed(range(RUNS)):
        try:
            return _claim_and_run(attempt, work)
        except OperationalError as error:
            if not (runs_left and is_worth_another_run(error)):
                raise
    raise AssertionError("the last run returns or raises")


def _claim_and_run(attempt: Attempt, work: Callable[[], HttpResponseBase]) -> Result:
    with transaction.atomic(durable=True):
        entry_id = LedgerEntry.objects.claim(attempt)
        if entry_id is None:
            if result := _recall(attempt):
                return result
            raise InProgress
        response = work()
        if not 200 <= response.status_code < 300:
            transaction.set_rollback(True)
            return Result(response, Outcome.REFUSED)
        recorded = RecordedResponse.of(response, attempt)
        sealed = recorded.sealed(attempt)
        LedgerEntry.objects.complete(entry_id, recorded, sealed)
    return Result(response, Outcome.EXECUTED, sealed, lives_for=conf.ledger_retention)


def _recall(attempt: Attempt) -> Result | None:
    """The ledger's answer; None for a key that it does not know, or that a request holds which still runs."""
    record = LedgerEntry.objects.recorded(attempt)
    if record is None:
        return None
    recorded = _opened(record, attempt)
    # What does not open was fingerprinted with a retired key, too: nobody can tell whose it is.
    if not attempt.matches(record.fingerprint) and (recorded or record.answer is None):
        raise KeyReused
    if recorded is None:
        raise ResponseGone(record.location)
    return Result(recorded.replay(), Outcome.FELL_BACK, record.answer, record.lives_for)


def _opened(record: Record, attempt: Attempt) -> RecordedResponse | None:
    try:
        return RecordedResponse.opened(record.answer, attempt)
    except CannotOpen:
        return None
