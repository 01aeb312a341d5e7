"""How much memory the workers of a product take: read from Linux' /proc."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import Product
from tests.servers.product import PROC

FORGET_PEAK = "5"


@contextmanager
def growth_of_workers(product: Product) -> Iterator[dict[int, int]]:
    """Afterwards holds by how many bytes each worker grew meanwhile, at its peak."""
    growth: dict[int, int] = {}
    before = {pid: memory(pid, "VmRSS") for pid in product.worker_pids()}
    for pid in before:
        (PROC / str(pid) / "clear_refs").write_text(FORGET_PEAK)
    yield growth
    assert product.worker_pids() == sorted(before), "a worker died"
    growth |= {pid: memory(pid, "VmHWM") - before[pid] for pid in before}


def memory(pid: int, name: str) -> int:
    status = Path(PROC / str(pid) / "status").read_text()
    [kibibytes] = re.findall(rf"^{name}:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kibibytes) * 1024
