"""A Redis where there is none: fakeredis behind a port of this machine, in a process of its own.

``manage.py serve`` starts it when there is no ``REDIS_URL``. The workers, and every command that runs beside
them, find it through a file in the data folder. It ends when the last process of the server has.
"""

import os
import subprocess  # nosec B404
import sys
import threading
from pathlib import Path
from typing import IO, cast

import redis
from fakeredis import TcpFakeServer


def address(data_folder: Path) -> str:
    """The URL of the embedded Redis that runs now; empty without one."""
    file = data_folder / "redis.url"
    return file.read_text().strip() if file.exists() else ""


def start(data_folder: Path) -> str:
    """Starts it for this process, and for what this one becomes or brings forth; gives its URL.

    A second server on the same data folder shares the first one's.
    """
    if is_there(url := address(data_folder)):
        return url
    data_folder.mkdir(parents=True, exist_ok=True)
    end_of_input, lifeline = os.pipe()
    os.set_inheritable(lifeline, True)
    process = subprocess.Popen(  # noqa: S603 # nosec B603
        [sys.executable, "-m", "hotelops.embedded_redis", str(data_folder)],
        stdin=end_of_input,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    os.close(end_of_input)
    if not (url := cast(IO[str], process.stdout).readline().strip()):
        raise RuntimeError("The embedded Redis does not start.")
    return url


def is_there(url: str) -> bool:
    try:
        return bool(url) and bool(redis.Redis.from_url(url, protocol=2, socket_timeout=1).ping())
    except redis.RedisError:
        return False


def serve(data_folder: Path) -> None:
    """Serves until the input ends."""
    server = TcpFakeServer(("127.0.0.1", 0))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url, file = f"redis://127.0.0.1:{server.server_address[1]}/0", data_folder / "redis.url"
    written = file.with_suffix(".new")
    written.write_text(url)
    written.replace(file)
    print(url, flush=True)
    sys.stdin.read()
    if address(data_folder) == url:
        file.unlink()


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
