"""The servers of a deployment that stays: those of the tests, each in a folder that outlives it."""

import signal
from pathlib import Path
from typing import ClassVar

from tests.servers import Postgres, Product, Valkey
from tests.servers.nginx import Nginx

DURABLE = {"fsync": "on", "full_page_writes": "on"}


class KeptPostgres(Postgres):
    """Its cluster is made once. A start makes the database, too, where there is none."""

    def __init__(self, folder: Path, password: str) -> None:
        super().__init__(password=password, **DURABLE)
        self.kept_in = folder

    def make_cluster(self) -> None:
        if not self.data.exists():
            super().make_cluster()
            (self.directory / "password").unlink()

    def start(self) -> None:
        super().start()
        if not self.ask("SELECT true FROM pg_database WHERE datname = 'hotelops'"):
            self.create_database("hotelops")


class KeptValkey(Valkey):
    """What it holds is on the disk."""

    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, folder: Path, password: str) -> None:
        super().__init__("--appendonly", "yes", password=password)
        self.kept_in = folder


class Instance(Product):
    """One of several on a database that is migrated already."""

    def __init__(self, folder: Path, database_url: str, redis_url: str, **settings: str) -> None:
        figures = {"PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}
        super().__init__(database_url=database_url, redis_url=redis_url, **figures, **settings)
        self.kept_in = folder

    def prepare(self) -> None:
        """Nothing is left to do."""


class FirstInstance(Instance):
    """Migrates the database, and puts the demo data into it once."""

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity", "0")
        done = self.directory / "demo-data"
        if not done.exists():
            self.manage("create_demo_data", DEBUG="on")
            done.touch()


class KeptNginx(Nginx):
    """Speaks TLS on the port that is everybody's, with a certificate that each start makes anew."""

    def __init__(self, folder: Path, port: int, *upstreams: int) -> None:
        super().__init__(*upstreams)
        self.kept_in = folder
        self.tls_port = port

    @property
    def address(self) -> str:
        return f"https://localhost:{self.tls_port}"

    @property
    def certificate(self) -> Path:
        return self.directory / "certificate.pem"
