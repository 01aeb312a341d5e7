"""Postgres servers that begin as a copy of another one."""

from pathlib import Path
from urllib.parse import urlsplit

from .postgres import Postgres, run


class Copy(Postgres):
    """Its cluster is a base backup of a server that runs."""

    def __init__(self, source: Postgres, **settings: str) -> None:
        super().__init__(**settings)
        self._source = source
        self._password = source._password
        netloc = f"postgres:{self._password}@127.0.0.1:{self.port}"
        self._own_url = urlsplit(source.url)._replace(netloc=netloc).geturl()

    def make_cluster(self) -> None:
        source = f"host=127.0.0.1 port={self._source.port} user=postgres password={self._password}"
        backup = [*self._program("pg_basebackup"), "--dbname", source, "--pgdata", str(self.data)]
        options = ["--checkpoint", "fast", "--no-sync", "--wal-method", "stream"]
        run([*backup, *options, *self.extras()], **self._owner)

    def extras(self) -> list[str]:
        """More options of pg_basebackup."""
        return []


class Standby(Copy):
    """Follows the other server until it is promoted."""

    def extras(self) -> list[str]:
        return ["--write-recovery-conf"]

    def lose_sight(self) -> None:
        """Whatever the other server commits from now on does not get here."""
        self.ask("ALTER SYSTEM SET primary_conninfo = ''")
        self.ask("SELECT pg_reload_conf()")

    def has_seen(self, position: str) -> bool:
        """Whether all is replayed up to a position in the other server's log."""
        return bool(self.ask(f"SELECT pg_last_wal_replay_lsn() >= '{position}'"))

    def promote(self) -> None:
        self.ask("SELECT pg_promote()")


class Restored(Copy):
    """A backup that is brought forward to a restore point of the other server, which has an `archive`."""

    def __init__(self, source: Postgres, restore_point: str) -> None:
        super().__init__(
            source,
            restore_command=f"cp {archive_of(source)}/%f %p",
            recovery_target_name=restore_point,
            recovery_target_action="promote",
        )

    def take_backup(self) -> None:
        """To be called while the other server runs; `start` restores."""
        self._make_directory()
        (self.data / "recovery.signal").touch()

    def is_back(self) -> bool:
        return not self.ask("SELECT pg_is_in_recovery()")


ARCHIVING = {"archive_mode": "on", "archive_command": "mkdir -p ../archive && cp %p ../archive/%f"}
"""Settings of a Postgres that keeps its log."""


def archive_of(server: Postgres) -> Path:
    return server.directory / "archive"
