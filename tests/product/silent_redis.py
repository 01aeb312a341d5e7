"""A Redis that takes connections and commands and never answers; it remembers when each command came."""

import re
import socketserver
import threading
import time
from typing import Any, Self

COMMAND = re.compile(rb"\*\d+\r\n\$\d+\r\n([A-Z]+)\r\n")


class SilentRedis(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        self.commands: list[tuple[float, str]] = []
        super().__init__(("127.0.0.1", 0), Listener)

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=(0.02,)).start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.server_address[1]}/0"


class Listener(socketserver.BaseRequestHandler):
    server: SilentRedis

    def handle(self) -> None:
        while data := self.request.recv(65536):
            now = time.monotonic()
            self.server.commands.extend((now, name.decode()) for name in COMMAND.findall(data))
