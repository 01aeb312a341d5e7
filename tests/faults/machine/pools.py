"""The product's connections to Postgres: those that broke while nobody used them say so to whoever comes."""

from dataclasses import dataclass
from typing import Final

from tests.servers.product import PROC

CLOSE_WAIT: Final = "08"


@dataclass
class Pools:
    """How many connections there are, and how many of them may be broken."""

    size: int
    broken: int = 0


def broken_connections(port: int) -> int:
    """Connections of this machine to a port, which the other end has closed and nobody has noticed."""
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == CLOSE_WAIT for row in rows)
