import os
import shutil
import socket
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from .product import ROOT
from .server import Server, free_port

SHIPPED = [ROOT / "deploy" / "nginx" / name for name in ("upstreams.conf", "hotelops.conf")]
PROGRAM = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/local/sbin:/usr/sbin")
MAIN = """
daemon off;
{user}
worker_processes 2;
worker_rlimit_nofile 16384;
error_log stderr;
pid {directory}/pid;
events {{ worker_connections 4096; }}
http {{
    gzip on;
    gzip_types application/json;
    {temporary_folders}
    include {directory}/hotelops.conf;
}}
"""


class Nginx(Server):
    """An nginx of the machine with the shipped configuration, in front of the servers on these ports.

    It listens without TLS on `port`, with TLS on `tls_port`, and sends there on `redirecting_port`. `changes`
    replace parts of the shipped file.
    """

    def __init__(self, *upstreams: int, changes: Mapping[str, str] | None = None) -> None:
        super().__init__()
        if PROGRAM is None:
            pytest.skip("nginx is not installed (a package of the system)")
        self.tls_port, self.redirecting_port = free_port(), free_port()
        self._program = PROGRAM
        self._upstreams = upstreams
        self._changes = changes or {}

    @property
    def access_log(self) -> Path:
        return self.directory / "access.log"

    def client(self, **options: Any) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.port}", trust_env=False, **options)

    def prepare(self) -> None:
        self_sign(self.directory / "certificate.pem", self.directory / "certificate.key")
        temporary = [f"{name}_temp_path {self.directory}/{name};" for name in TEMPORARY_FOLDERS]
        user = "user root;" if os.geteuid() == 0 else ""
        main = MAIN.format(user=user, directory=self.directory, temporary_folders=" ".join(temporary))
        (self.directory / "nginx.conf").write_text(main)
        shipped = "".join(file.read_text() for file in SHIPPED)
        (self.directory / "hotelops.conf").write_text(replaced(shipped, self._all_changes()))

    def command(self) -> list[str]:
        return [self._program, "-c", str(self.directory / "nginx.conf")]

    def check(self) -> str:
        """What nginx says about its configuration. Raises CalledProcessError for a bad one."""
        command = [*self.command(), "-t"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stderr

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=2).close()
        except OSError:
            return False
        return True

    def _all_changes(self) -> dict[str, str]:
        servers = " ".join(f"server 127.0.0.1:{port};" for port in self._upstreams)
        return {
            "server 127.0.0.1:4000;": servers,
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port}; listen 127.0.0.1:{self.tls_port} ssl;",
            "listen [::]:443 ssl;": "",
            "listen 80;": f"listen 127.0.0.1:{self.redirecting_port};",
            "listen [::]:80;": "",
            "/etc/nginx/tls/hotelops.pem": f"{self.directory}/certificate.pem",
            "/etc/nginx/tls/hotelops.key": f"{self.directory}/certificate.key",
            "/var/log/nginx/hotelops.log": str(self.access_log),
            **self._changes,
        }


TEMPORARY_FOLDERS = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """The text with each change made. Raises ValueError where there is not exactly one place for it."""
    for old, new in changes.items():
        if text.count(old) != 1:
            raise ValueError(f"What is shipped for nginx says {text.count(old)} times: {old}")
        text = text.replace(old, new)
    return text


def self_sign(certificate_file: Path, key_file: Path) -> None:
    """Writes a certificate for localhost, good for a month, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, SHA256())
    )
    certificate_file.write_bytes(certificate.public_bytes(Encoding.PEM))
    key_file.touch(mode=0o600)
    key_file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
