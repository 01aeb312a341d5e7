import os
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.write_secrets import write
from hotelops.environment import SECRETS
from tests.servers.nginx import PROGRAM
from tests.servers.server import Server

from .servers import FirstInstance, Instance, KeptNginx, KeptPostgres, KeptValkey

DESCRIPTION = """
hotelops is up{proxied}.
  API        {address}
  Docs       {address}/docs
  Admin      {address}/admin/
  Login      user@example.com / changeme   (admin site: admin@example.com / changeme)
  Instances  {instances}
  Folder     {folder} (data, logs, secrets)
Ctrl-C ends all of it.
"""
BEHIND_NGINX = " behind nginx, with a certificate of its own making: {file}"
WITHOUT_NGINX = " without nginx, which is not installed: each instance answers by itself"


@dataclass(frozen=True)
class Deployment:
    folder: Path
    backing: list[Server]
    instances: list[Instance]
    nginx: KeptNginx | None

    @property
    def description(self) -> str:
        """With the addresses."""
        addresses = [instance.base_url for instance in self.instances]
        return DESCRIPTION.format(
            proxied=BEHIND_NGINX.format(file=self.nginx.certificate) if self.nginx else WITHOUT_NGINX,
            address=self.nginx.address if self.nginx else addresses[0],
            instances="  ".join(addresses),
            folder=self.folder,
        )

    def watch(self) -> None:
        """Says of each server that it has ended, once; the others go on. Never returns."""
        watched = [*self.backing, *self.instances, *([self.nginx] if self.nginx else [])]
        while True:
            for server in [server for server in watched if not server.is_running]:
                print(f"{server} has ended: see {server.directory}/log", flush=True)
                watched.remove(server)
            time.sleep(0.5)


@contextmanager
def deployed(folder: Path, port: int) -> Iterator[Deployment]:
    """nginx on this port, where there is one, and all that stands behind it."""
    refuse_taken(port)
    secrets = write(folder / "secrets")
    with ExitStack() as running:
        postgres = running.enter_context(KeptPostgres(folder / "postgres", secrets["POSTGRES_PASSWORD"]))
        valkey = running.enter_context(KeptValkey(folder / "valkey", secrets["REDIS_PASSWORD"]))
        urls = postgres.url, valkey.url
        settings = {
            **{name: secrets[name] for name in (*SECRETS, "METRICS_TOKEN")},
            **(behind_nginx(port) if PROGRAM else {}),
            "UPLOADS_ROOT": str(folder / "uploads"),
            "WORKERS": os.environ.get("WORKERS", "2"),
        }
        instances = [
            FirstInstance(folder / "instance-1", *urls, **settings),
            Instance(folder / "instance-2", *urls, **settings),
        ]
        ports = [running.enter_context(instance).port for instance in instances]
        nginx = running.enter_context(KeptNginx(folder / "nginx", port, *ports)) if PROGRAM else None
        yield Deployment(folder, [postgres, valkey], instances, nginx)


def refuse_taken(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise RuntimeError(f"Port {port}: {reason}. PORT=… chooses another one.") from error


def behind_nginx(port: int) -> dict[str, str]:
    """Browsers say where a form comes from, with the port; nginx, made for 443, does not pass a port on."""
    origins = ",".join(f"https://{host}:{port}" for host in ("localhost", "127.0.0.1"))
    return {"BEHIND_HTTPS_PROXY": "on", "CSRF_TRUSTED_ORIGINS": origins}
