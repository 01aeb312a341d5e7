"""One process of the Python client; its argument is JSON, as ``PythonClient`` writes it."""

import json
import socket
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import reduce
from http.client import HTTPResponse
from itertools import count
from urllib.parse import urlsplit

from .request import Request, Tally


def main() -> None:
    task = json.loads(sys.argv[1])
    request, connections = Request(**task["request"]), task["connections"]
    begin = time.monotonic()
    rounds = [
        due(begin, task["seconds"], task["at_least"])
        if task["rate"] is None
        else due_at_a_rate(begin, task["seconds"], connections / task["rate"], offset=number / task["rate"])
        for number in range(connections)
    ]
    with ThreadPoolExecutor(connections) as pool:
        tallies = pool.map(lambda moments: sent(request, moments), rounds)
        print(json.dumps(asdict(reduce(Tally.__add__, tallies))))


def due(begin: float, seconds: float, at_least: int) -> Iterator[float]:
    """As soon as the answer before has come, until the time is over."""
    for number in count():
        now = time.monotonic()
        if now - begin >= seconds and number >= at_least:
            return
        yield now


def due_at_a_rate(begin: float, seconds: float, interval: float, offset: float) -> Iterator[float]:
    """At fixed moments, however long the answers take: what is late begins its wait when it was due."""
    for number in range(int(seconds / interval)):
        moment = begin + offset + number * interval
        time.sleep(max(0.0, moment - time.monotonic()))
        yield moment


def sent(request: Request, moments: Iterator[float]) -> Tally:
    """Sends on one connection, a request each moment, and waits for the last answer."""
    place, content = urlsplit(request.url), request.content
    milliseconds, refused, begin = [], 0, time.monotonic()
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for moment in moments:
            connection.sendall(message(request, content))
            refused += not 200 <= status(connection, request.method) < 300
            milliseconds.append((time.monotonic() - moment) * 1000)
    per_second = len(milliseconds) / (time.monotonic() - begin)
    return Tally(len(milliseconds), per_second, refused, broken=0, milliseconds=milliseconds)


def message(request: Request, content: bytes) -> bytes:
    """The request in one piece, like wrk's: a body that comes later may find the answer given already."""
    place = urlsplit(request.url)
    key = {"Idempotency-Key": str(uuid.uuid4())} if request.fresh_key else {}
    headers = {"Host": place.netloc, "Content-Length": str(len(content))} | request.headers | key
    target = place._replace(scheme="", netloc="").geturl()
    lines = [f"{request.method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


def status(connection: socket.socket, method: str) -> int:
    with HTTPResponse(connection, method=method) as response:
        response.begin()
        response.read()
        return response.status


if __name__ == "__main__":
    main()
