"""How far the connections to a server have come: read from Linux' /proc."""

from typing import Final, NamedTuple

from tests.product.sockets import ESTABLISHED
from tests.servers.product import PROC

NOTHING: Final = "00000000"
NO_FILE: Final = "0"


class Connection(NamedTuple):
    is_accepted: bool
    has_unread: bool
    """There are bytes that the server has not read."""


def connections(port: int) -> list[Connection]:
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()]
    here = [row for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED]
    return [Connection(row[9] != NO_FILE, row[4].partition(":")[2] != NOTHING) for row in here]


def taken_in(port: int) -> int:
    """How many are accepted, and all that came over them is read."""
    return sum(one.is_accepted and not one.has_unread for one in connections(port))


def left_waiting(port: int) -> int:
    return sum(one.has_unread for one in connections(port))
