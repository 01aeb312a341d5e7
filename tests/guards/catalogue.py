"""All guards that the audit knows."""

from typing import Final

from . import answers, ledger, logins, lookers, organisations, processes, requests, told
from .guard import Guard

GUARDS: Final[tuple[Guard, ...]] = (
    *ledger.GUARDS,
    *lookers.GUARDS,
    *answers.GUARDS,
    *requests.GUARDS,
    *processes.GUARDS,
    *organisations.GUARDS,
    *logins.GUARDS,
    *told.GUARDS,
)
