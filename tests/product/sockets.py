"""Which worker holds a request: read from Linux' /proc."""

from contextlib import suppress
from pathlib import Path

from tests.servers import Product, wait_until
from tests.servers.product import PROC

ESTABLISHED = "01"


def worker_with_the_request(product: Product) -> int:
    """The worker that has accepted the product's only open connection."""
    assert wait_until(lambda: holders(product))
    [pid] = holders(product)
    return pid


def holders(product: Product) -> list[int]:
    open_here = accepted_sockets(product.port)
    return [pid for pid in product.worker_pids() if open_here & sockets_of(pid)]


def accepted_sockets(port: int) -> set[str]:
    rows = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines()]
    return {f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == ESTABLISHED}


def sockets_of(pid: int) -> set[str]:
    found = set()
    with suppress(FileNotFoundError):  # the process, or a file that it has just closed
        for descriptor in (PROC / str(pid) / "fd").iterdir():
            with suppress(FileNotFoundError):
                found.add(str(Path(descriptor).readlink()))
    return found


def is_gone(pid: int) -> bool:
    """Whether a process has ended with all its threads, and so with all its connections."""
    return not (PROC / str(pid)).exists()
