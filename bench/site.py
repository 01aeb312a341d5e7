"""An installation of the product: its processes, its database, its Redis."""

import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from tests.examples import LOGIN
from tests.servers import Product, Valkey
from tests.servers.product import ROOT

from .bodies import Body
from .measurement import Turn
from .request import Request

if TYPE_CHECKING:
    from .deployment import Deployment

PROCESSES, THREADS = 2, 4


class Site:
    """An installation of the product. ``database`` and ``valkey`` are asked for when it starts."""

    def __init__(
        self,
        deployment: "Deployment",
        database: Callable[[], str],
        valkey: Callable[[], Valkey],
        *,
        processes: int = PROCESSES,
    ) -> None:
        self.deployment = deployment
        self.processes = processes
        self._database, self._valkey = database, valkey

    @cached_property
    def product(self) -> Product:
        product = Product(
            database_url=self.database_url,
            redis_url=self.valkey.url,
            DJANGO_SETTINGS_MODULE="bench.settings",
            UPLOADS_ROOT=f"{self.deployment.folder}/uploads",
            WORKERS=str(self.processes),
            THREADS=str(THREADS),
        )
        return self.deployment.running.enter_context(product)

    @cached_property
    def database_url(self) -> str:
        return self._database()

    @cached_property
    def valkey(self) -> Valkey:
        return self._valkey()

    @cached_property
    def authorization(self) -> dict[str, str]:
        with self.product.client() as client:
            answer = client.post("/auth/login", json=LOGIN).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['accessToken']}"}

    def post(self, path: str, body: Body, *, fresh_key: bool = True) -> Request:
        facts = {"Content-Type": body.content_type, "Idempotency-Key": str(uuid.uuid4())}
        url = self.product.base_url + path
        return Request(url, self.authorization | facts, str(body.file), fresh_key)

    def get(self, path: str) -> Request:
        return Request(self.product.base_url + path, self.authorization, body=None, fresh_key=False)

    def run(self, *arguments: str) -> str:
        """Runs a Python program in the product's environment, and gives what it printed."""
        command = [sys.executable, *arguments]
        environment = self.product.environment | {"LOG_LEVEL": "WARNING"}
        return subprocess.run(
            command, check=True, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ).stdout

    def timed(self, *program: str) -> Turn:
        """A turn that measures how long a program takes."""

        def turn() -> Mapping[str, float]:
            begin = time.perf_counter()
            self.run(*program)
            return {"seconds": time.perf_counter() - begin}

        return turn
