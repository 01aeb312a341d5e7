import os
import shutil
from urllib.parse import urlsplit

import psycopg
import pytest

from .postgres import UNSHARE
from .server import Server

SETTINGS = """
[databases]
* = host=127.0.0.1 port={target}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = plain
auth_file = {users}
admin_users = {user}
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
server_login_retry = 0.2
query_wait_timeout = 5
"""


class Pgbouncer(Server):
    """A pgbouncer of the machine in transaction mode, in front of the server that a URL names."""

    def __init__(self, database_url: str, *, pool: int) -> None:
        super().__init__()
        if shutil.which("pgbouncer") is None:
            pytest.skip("pgbouncer is not installed (a package of the system)")
        self._server = urlsplit(database_url)
        self._pool = pool

    @property
    def url(self) -> str:
        user = f"{self._server.username}:{self._server.password}"
        return self._server._replace(netloc=f"{user}@127.0.0.1:{self.port}").geturl()

    def prepare(self) -> None:
        users = self.directory / "users"
        users.write_text(f'"{self._server.username}" "{self._server.password}"\n')
        settings = SETTINGS.format(
            target=self._server.port, port=self.port, users=users, user=self._server.username, pool=self._pool
        )
        (self.directory / "settings").write_text(settings)

    def command(self) -> list[str]:
        """It refuses root, as Postgres does."""
        return [*(UNSHARE if os.geteuid() == 0 else []), "pgbouncer", str(self.directory / "settings")]

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True
