"""What is committed, seen at one instant, and held against the ledger and what clients were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import psycopg

from tests.product.calls import CHECK_IN, CHECK_IN_WITH_DOCUMENTS, CLOCKED_IN, CLOCKED_OUT, DOCUMENT, UPLOAD
from tests.product.phone import EXPENSES, REVENUES

from .drafts import CHECK_OUT, STAYS, VOID
from .memory import Entry, Memory

DOCUMENTS: Final = "/v1/guest-checkin/documents"
SHIFTS: Final = "/v1/staff/shifts"
UPLOADS: Final = "/v1/uploads"
CREATED_AT: Final = {
    EXPENSES: ("finance_expense", [EXPENSES]),
    REVENUES: ("finance_revenue", [REVENUES]),
    STAYS: ("guestcheckin_stay", [CHECK_IN, CHECK_IN_WITH_DOCUMENTS]),
    SHIFTS: ("staff_shift", [CLOCKED_IN]),
    UPLOADS: ("uploads_upload", [UPLOAD]),
}
"""Where each collection's rows are, and which paths create them."""
ENDED: Final = {
    SHIFTS: "SELECT id FROM staff_shift WHERE ended_at IS NOT NULL",
    STAYS: "SELECT id FROM guestcheckin_stay WHERE checked_out_at IS NOT NULL",
    EXPENSES: "SELECT id FROM finance_expense WHERE voided_at IS NOT NULL",
    REVENUES: "SELECT id FROM finance_revenue WHERE voided_at IS NOT NULL",
}
LEDGER: Final = """
SELECT scope, key, path, location, status, answer IS NULL, expires_at > now() FROM idempotency_ledgerentry
"""
FILES: Final = """
SELECT organisation_id, sha256 FROM uploads_upload
UNION SELECT organisation_id, sha256 FROM guestcheckin_document
"""


class LedgerRow(NamedTuple):
    scope: str
    key: str
    path: str
    location: str
    status: int
    is_erased: bool
    is_live: bool


@dataclass
class Rows:
    """All of one snapshot."""

    ledger: list[LedgerRow]
    created: dict[str, list[str]]
    ended: dict[str, list[str]]
    documents: list[int]
    clock_events: int
    files: set[str]

    @classmethod
    def of(cls, database_url: str) -> "Rows":
        with psycopg.connect(database_url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ

            def ids(query: str, url: str = "") -> list[Any]:
                return [f"{url}/{id_}" if url else id_ for (id_,) in connection.execute(query)]

            return cls(
                ledger=[LedgerRow(*row) for row in connection.execute(LEDGER)],
                created={url: ids(f"SELECT id FROM {table}", url) for url, (table, _) in CREATED_AT.items()},
                ended={url: ids(query, url) for url, query in ENDED.items()},
                documents=ids("SELECT id FROM guestcheckin_document"),
                clock_events=ids("SELECT count(*) FROM staff_clockevent")[0],
                files={f"{organisation}/{sha256}" for organisation, sha256 in connection.execute(FILES)},
            )

    def entries(self, expired: list[Entry]) -> list[Entry]:
        """All that was ever done, by the ledger and the memory of what expired."""
        return [*(Entry(row.path, row.location) for row in self.ledger if row.is_live), *expired]

    def agree_with(self, memory: Memory) -> None:
        entries = self.entries(memory.expired)
        for url, (_, paths) in CREATED_AT.items():
            same(self.created[url], at(entries, *paths), f"rows of {url} and what the ledger created")
        same(self.ended[SHIFTS], at(entries, CLOCKED_OUT), "ended shifts and check-outs")
        for url, end in ((STAYS, CHECK_OUT), (EXPENSES, VOID), (REVENUES, VOID)):
            acted_on = [entry.path.removesuffix(end) for entry in entries if entry.path.endswith(end)]
            same(self.ended[url], [path for path in acted_on if path.startswith(url)], f"{end} of {url}")
        clocked = at(entries, CLOCKED_IN, CLOCKED_OUT)
        assert self.clock_events == len(clocked), "clock events and their requests"
        self.documents_agree(memory, entries)
        self.acknowledged_are_there(memory)

    def documents_agree(self, memory: Memory, entries: list[Entry]) -> None:
        """Two come with each check-in that has documents, the others one by one; some are erased by now."""
        all_documents = set(self.documents) | memory.erased_documents
        uploaded = [int(location.rpartition("/")[2]) for location in at(entries, DOCUMENT)]
        erased = {int(row.location.rpartition("/")[2]) for row in self.ledger if is_erased_upload(row)}
        all_documents |= erased
        assert len(uploaded) == len(set(uploaded)), "one document of two requests"
        assert set(uploaded) <= all_documents, "a document is missing"
        came_with_guests = all_documents.difference(uploaded)
        check_ins = at(entries, CHECK_IN_WITH_DOCUMENTS)
        assert len(came_with_guests) == 2 * len(check_ins), "documents and the check-ins that brought them"

    def acknowledged_are_there(self, memory: Memory) -> None:
        rows = {(row.scope, row.key): row for row in self.ledger if row.is_live}
        assert len(rows) == sum(row.is_live for row in self.ledger), "two rows of one key"
        for name, fate in memory.fates.items():
            row = rows.pop(name, None)
            if fate.answer:
                assert row, f"no ledger entry of what was acknowledged: {fate.done}"
                kept = (fate.answer.status, fate.answer.location)
                assert (row.status, row.location) == kept, f"recorded otherwise than answered: {fate.done}"
                assert row.is_erased == fate.is_erased, f"erased or not: {fate.done}"
            elif row:
                assert fate.lost, f"a ledger entry of what was refused: {fate.asked}"
                assert 200 <= row.status < 300, f"recorded: {row}"
        assert not rows, "ledger entries of unknown keys"


def is_erased_upload(row: LedgerRow) -> bool:
    return row.path == DOCUMENT and row.is_erased


def at(entries: Iterable[Entry], *paths: str) -> list[str]:
    return [entry.location for entry in entries if entry.path in paths]


def same(rows: list[str], entries: list[str], what: str) -> None:
    assert sorted(rows) == sorted(entries), f"{what} differ: {sorted(rows)} {sorted(entries)}"
