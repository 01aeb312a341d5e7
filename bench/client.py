"""One process of the Python client; its argument is JSON: ``{"post": …, "connections": …, "seconds": …}``."""

import json
import socket
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import reduce
from http.client import HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from .load import Post, Tally


def main() -> None:
    task = json.loads(sys.argv[1])
    post = Post(**task["post"])
    with ThreadPoolExecutor(task["connections"]) as pool:
        tallies = pool.map(lambda _: keep_sending(post, task["seconds"]), range(task["connections"]))
        print(json.dumps(asdict(reduce(Tally.__add__, tallies))))


def keep_sending(post: Post, seconds: float) -> Tally:
    """Sends on one connection until the time is over, and waits for the last answer."""
    place = urlsplit(post.url)
    body = Path(post.body).read_bytes()
    requests = refused = 0
    begin = time.monotonic()
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        while (elapsed := time.monotonic() - begin) < seconds:
            connection.sendall(message(post, body))
            requests += 1
            refused += not 200 <= status(connection) < 300
    return Tally(requests, requests / elapsed, refused, broken=0)


def message(post: Post, body: bytes) -> bytes:
    """The request in one piece, like wrk's: a body that comes later may find the answer given already."""
    place = urlsplit(post.url)
    key = {"Idempotency-Key": str(uuid.uuid4())} if post.fresh_key else {}
    headers = {"Host": place.netloc, "Content-Length": str(len(body))} | post.headers | key
    lines = [f"POST {place.path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


def status(connection: socket.socket) -> int:
    with HTTPResponse(connection, method="POST") as response:
        response.begin()
        response.read()
        return response.status


if __name__ == "__main__":
    main()
