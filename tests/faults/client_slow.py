"""slowhttptest: many clients at once, each of which takes its time."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.product.phone import EXPENSES
from tests.product.sockets import accepted_sockets
from tests.servers import wait_until
from tests.servers.server import Server

PROGRAM = shutil.which("slowhttptest")
CONNECTIONS = 500
TO_CONNECT = 60
"""Seconds that they may take."""


@dataclass(frozen=True)
class Slowness:
    options: str
    path: str


SLOWNESSES = {
    "to send a head": Slowness("-H -t GET -i 2 -x 24 -r 250", "/health/live"),
    "to send a body": Slowness("-B -s 4096 -i 2 -x 10 -r 250", EXPENSES),
    # More of them a second would ask for more than a small machine can give at once, slow or not.
    "to read": Slowness("-X -w 10 -y 20 -n 2 -z 32 -k 3 -r 40", "/static/admin/js/vendor/jquery/jquery.js"),
}


@contextmanager
def slow_clients(server: Server, slowness: Slowness) -> Iterator[None]:
    """Nine in ten of them are connected by now."""
    if PROGRAM is None:
        pytest.skip("slowhttptest is not installed (a package of the system)")
    place = f"http://127.0.0.1:{server.port}{slowness.path}"
    command = [PROGRAM, *slowness.options.split(), "-c", str(CONNECTIONS), "-l", "600", "-u", place]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert wait_until(lambda: held(server) > 0.9 * CONNECTIONS, TO_CONNECT)
        yield
    finally:
        process.kill()
        process.wait()


def held(server: Server) -> int:
    """Connections to it that are open."""
    return len(accepted_sockets(server.port))
