"""Redis servers that do not behave, one for each way."""

import pickle
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.servers import Valkey
from tests.servers.server import free_port

Trouble = Callable[[], AbstractContextManager[str]]


@contextmanager
def refused() -> Iterator[str]:
    yield f"redis://127.0.0.1:{free_port()}/0"


@contextmanager
def unknown_host() -> Iterator[str]:
    yield "redis://no-such-host.invalid/0"


@contextmanager
def hanging() -> Iterator[str]:
    with Valkey() as valkey:
        valkey.pause()
        yield valkey.url


@contextmanager
def full() -> Iterator[str]:
    with Valkey("--maxmemory", "1mb", "--maxmemory-policy", "noeviction") as valkey:
        yield valkey.url


@contextmanager
def read_only() -> Iterator[str]:
    with Valkey("--replicaof", "127.0.0.1 1") as valkey:
        yield valkey.url


@contextmanager
def wrong_password() -> Iterator[str]:
    with Valkey(password="right") as valkey:
        yield valkey.url.replace("right", "wrong")


@contextmanager
def no_password() -> Iterator[str]:
    with Valkey(password="right") as valkey:
        yield valkey.url.replace(":right@", "")


def answering(answer: bytes) -> Trouble:
    """A server that gives this answer to whatever it is asked."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(4096):
                self.request.sendall(answer)

    @contextmanager
    def serve() -> Iterator[str]:
        socketserver.ThreadingTCPServer.daemon_threads = True
        with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
            threading.Thread(target=server.serve_forever, args=(0.02,)).start()
            try:
                yield f"redis://127.0.0.1:{server.server_address[1]}/0"
            finally:
                server.shutdown()

    return serve


def bulk(value: bytes) -> bytes:
    return b"$%d\r\n%s\r\n" % (len(value), value)


TROUBLES: dict[str, Trouble] = {
    "refused": refused,
    "unknown host": unknown_host,
    "hanging": hanging,
    "full": full,
    "read-only": read_only,
    "wrong password": wrong_password,
    "no password": no_password,
    "loading": answering(b"-LOADING Redis is loading the dataset in memory\r\n"),
    "closing": answering(b""),
    "not Redis": answering(b"HTTP/1.1 400 Bad Request\r\n\r\n"),
    "answering garbage": answering(bulk(b"garbage" * 20)),
    "answering a pickle": answering(bulk(pickle.dumps({"status": 201}))),
    "answering a map that cannot be": answering(b"%1\r\n*0\r\n+a\r\n"),
    "answering a number": answering(b":1\r\n"),
}
