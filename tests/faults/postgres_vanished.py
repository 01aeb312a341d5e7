"""A machine of its own, in which the way to Postgres is lost: packets go nowhere, and nobody says so.

``python -m tests.faults.postgres_vanished`` in a network namespace prints what was seen, as JSON.
"""

import json
import subprocess
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

import httpx

from tests.product.phone import Phone, outcome, token_of
from tests.servers import Postgres, Product, Valkey
from tests.threads import at_once

NAMESPACE = ("unshare", "--user", "--map-root-user", "--net")
POSTGRES_ADDRESS = "127.0.0.2"
CLIENTS = 4
UNAVAILABLE = (503, "database_unavailable")

Post = Callable[[str], httpx.Response]


def ip(command: str) -> None:
    subprocess.run(["ip", *command.split()], check=True)


def sent(post: Post, keys: list[str]) -> list[tuple[tuple[int, str], float]]:
    """Outcome of each request, and the seconds that it took."""

    def send(number: int) -> tuple[tuple[int, str], float]:
        began = time.monotonic()
        return outcome(post(keys[number])), time.monotonic() - began

    return at_once(len(keys), send)


def played(phone: Phone) -> dict[str, Any]:
    insist: Post = partial(phone.insist, while_told=UNAVAILABLE)  # idle connections may be lost by then, too
    keys = [str(uuid4()) for _ in range(CLIENTS)]
    before = sent(phone.post, [str(uuid4()) for _ in range(4 * CLIENTS)])
    ip(f"route add blackhole {POSTGRES_ADDRESS}/32 table local")
    meanwhile = sent(phone.post, keys)
    ip(f"route del blackhole {POSTGRES_ADDRESS}/32 table local")
    rows = len(phone.expenses("Test expense"))
    return {"before": before, "meanwhile": meanwhile, "rows": rows, "after": sent(insist, keys)}


def main() -> None:
    ip("link set lo up")
    with Postgres(listen_addresses=f"127.0.0.1,{POSTGRES_ADDRESS}") as postgres, Valkey() as valkey:
        url = postgres.create_database("vanished").replace("@127.0.0.1:", f"@{POSTGRES_ADDRESS}:")
        with Product(database_url=url, redis_url=valkey.url) as product:
            product.manage("create_demo_data", DEBUG="on")
            with product.client(timeout=60) as client:
                print(json.dumps(played(Phone(product, token_of(product), client))))


if __name__ == "__main__":
    main()
