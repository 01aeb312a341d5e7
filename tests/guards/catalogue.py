"""All guards that the audit knows."""

from typing import Final

from . import answers, ledger, logins, organisations, processes, requests
from .guard import Guard

GUARDS: Final[tuple[Guard, ...]] = (
    *ledger.GUARDS,
    *answers.GUARDS,
    *requests.GUARDS,
    *processes.GUARDS,
    *organisations.GUARDS,
    *logins.GUARDS,
)
