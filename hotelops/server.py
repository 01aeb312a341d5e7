"""The HTTP server: granian, whose main process keeps the workers up. ``manage.py serve`` becomes it.

SIGTERM ends it when the requests under way are answered. SIGHUP replaces the workers one by one: they load
the program, its settings and the files of its secrets anew.
"""

import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces
from granian.log import logger
from granian.server.mp import MPServer, WorkerProcess

from hotelops.log_lines import server_logging

TO_LOAD: Final = 60
"""Seconds that a worker may take until it has loaded the application."""
PR_SET_PDEATHSIG: Final = 1

Loader = Callable[[], Any]


class Server(MPServer):
    def _respawn_workers(self, *args: Any, **kwargs: Any) -> None:
        super()._respawn_workers(*args, **kwargs)
        # What granian 2.8 remembers here makes it end all workers once one dies twice within 5.5 seconds.
        self.respawned_wrks.clear()

    def _reload(self, spawn_target: Callable[..., None], target_loader: Loader) -> None:
        """Replaces the workers one after the other; where a successor does not come up, the old ones go on.

        Granian 2.8 leaves a successor 0.2 s (`respawn_interval`), less than the application takes to load.
        """
        logger.info("SIGHUP received: replacing the workers")
        self.reload_signal = False
        for idx in range(self.workers):
            if self.interrupt_signal or not self._replace(idx, spawn_target, target_loader):
                break
        else:
            logger.info("All workers are replaced")
        self.main_loop_interrupt.clear()
        if self.interrupt_signal or self.reload_signal or self.interrupt_children:
            self.main_loop_interrupt.set()

    def _replace(self, idx: int, spawn_target: Callable[..., None], load: Loader) -> bool:
        """Ends a worker once its successor serves, and tells whether one does."""
        loaded, announcement = multiprocessing.Pipe(duplex=False)
        successor = self._spawn_worker(idx, spawn_target, partial(announced, load, announcement))
        successor.interrupt_by_parent = True  # otherwise granian would replace it, too, should it end now
        successor.start()
        if loaded not in wait([loaded, successor.inner.sentinel], TO_LOAD):
            logger.error("The new worker does not come up: the old ones go on")
            self._retire(successor)
            return False
        time.sleep(self.respawn_interval)  # it takes milliseconds from here until it listens
        old, self.wrks[idx] = self.wrks[idx], successor
        self._retire(old)
        self._watch_over(idx, successor)
        return True

    def _retire(self, worker: WorkerProcess) -> None:
        """Ends it when its requests are answered, or after the time that they have."""
        worker.terminate()
        if not wait([worker.inner.sentinel], self.workers_kill_timeout):
            logger.warning(f"Killing worker-{worker.idx + 1}, which does not end by itself")
            worker.kill()
        worker.join()

    def _watch_over(self, idx: int, worker: WorkerProcess) -> None:
        """From now on granian replaces it when it dies, and knows no more of its predecessor's death."""
        while idx in self.interrupt_children:
            self.interrupt_children.remove(idx)
        worker.interrupt_by_parent = False
        if wait([worker.inner.sentinel], timeout=0):
            self.interrupt_children.append(idx)


def announced(load: Loader, announcement: Connection) -> Any:
    application = load()
    announcement.send(True)
    return application


def load_application(target: str) -> Any:
    """Loads the application in a worker, which leaves the terminal's process group.

    Otherwise Ctrl-C reaches it beside the main process's own signal, and both together can hang it.
    """
    for number in (signal.SIGINT, signal.SIGTERM):  # those of the main process, which would ignore them here
        signal.signal(number, signal.SIG_DFL)
    os.setpgrp()
    if sys.platform == "linux":
        end_with(multiprocessing.parent_process())
    from hotelops.wsgi import application
    from idempotency.outcomes import Recorder

    Recorder().start()
    return application


def end_with(parent: Any) -> None:
    """Has Linux send SIGTERM to this worker when the main process ends, however it ends.

    To be exact, when the thread ends that started the worker: granian does that in its main thread.
    """
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent.pid:  # it ended before that
        signal.raise_signal(signal.SIGTERM)


def serve(*, host: str, port: int, workers: int, threads: int, log_format: str) -> None:
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
        log_dictconfig=server_logging(log_format),
    )
    server.serve(target_loader=load_application)


if __name__ == "__main__":
    # From its arguments, not from the settings: these are for the workers to load, each time anew.
    host, port, workers, threads, log_format = sys.argv[1:]
    serve(host=host, port=int(port), workers=int(workers), threads=int(threads), log_format=log_format)
