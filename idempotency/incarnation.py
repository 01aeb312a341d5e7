"""Which life of which database answers: what Redis keeps from another one may no longer be true.

A promoted standby, a restored backup or a crash can lack commits that were acknowledged. Whatever Redis
holds of them is bound to the incarnation that made them, and does not open in the next one.
"""

import hashlib
import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, NotSupportedError, ProgrammingError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

# pg_control_checkpoint() still tells the old timeline for a while after a promotion; the log's position
# does not. A disk that was set back to a snapshot has the same timeline: the server's start tells it.
IDENTITY = """
SELECT concat_ws(' ', (pg_control_system()).system_identifier,
                 substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8), pg_postmaster_start_time()),
       pg_backend_pid()
"""
POOLED_FOR = 1.0
"""Seconds. Behind a pooler the server may change under a connection, but no failover is that quick."""
IDENTITY_BYTES = 12
SQLITE = bytes(IDENTITY_BYTES)
HIDDEN = b""


@dataclass(frozen=True, slots=True)
class Known:
    identity: bytes
    until: float


_known: WeakKeyDictionary[Any, Known] = WeakKeyDictionary()


def incarnation() -> bytes:
    """The identity (12 bytes) of what the database connection leads to; empty where the server hides it.

    It is asked once a connection, so it costs a request nothing. Raises OperationalError.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        return SQLITE
    database.ensure_connection()
    known = _known.get(database.connection)
    if known is None or known.until < time.monotonic():
        known = _known[database.connection] = _asked(database)
    return known.identity


def _asked(database: BaseDatabaseWrapper) -> Known:
    try:
        with database.cursor() as cursor:
            cursor.execute(IDENTITY)
            name, backend_pid = cursor.fetchone()
    except (ProgrammingError, NotSupportedError):  # a service that forbids or lacks one of the functions
        return Known(HIDDEN, until=float("inf"))
    is_direct = backend_pid == database.connection.info.backend_pid
    identity = hashlib.sha256(name.encode()).digest()[:IDENTITY_BYTES]
    return Known(identity, until=float("inf") if is_direct else time.monotonic() + POOLED_FOR)
