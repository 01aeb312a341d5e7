"""The HTTP server: granian, whose main process keeps the workers up. ``manage.py serve`` becomes it."""

import os
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.server.mp import MPServer


class Server(MPServer):
    def _respawn_workers(self, *args: Any, **kwargs: Any) -> None:
        super()._respawn_workers(*args, **kwargs)
        # What granian 2.8 remembers here makes it end all workers once one dies twice within 5.5 seconds.
        self.respawned_wrks.clear()


def load_application(target: str) -> Any:
    """Loads the application in a worker, which leaves the terminal's process group.

    Otherwise Ctrl-C reaches it beside the main process's own signal, and both together can hang it.
    """
    os.setpgrp()
    from hotelops.wsgi import application

    return application


def serve(*, host: str, port: int, workers: int, threads: int) -> None:
    """Serves until SIGTERM or SIGINT; a worker that dies is replaced while the others go on."""
    server = Server(
        "hotelops.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        respawn_interval=0.2,
        workers_kill_timeout=30,
    )
    server.serve(target_loader=load_application)


if __name__ == "__main__":
    from django.conf import settings

    serve(host=settings.HOST, port=settings.PORT, workers=settings.WORKERS, threads=settings.THREADS)
