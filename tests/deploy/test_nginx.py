"""The nginx configuration: what is shipped for compose.yaml is sound, and logins are few."""

import os
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.faults.client_connection import ask
from tests.faults.client_messages import head
from tests.faults.client_upstreams import content, fronted
from tests.servers.nginx import PROGRAM, self_sign
from tests.servers.server import free_port

from .shipped import read

pytestmark = [
    pytest.mark.embedded,  # once is enough
    pytest.mark.skipif(PROGRAM is None, reason="nginx is not installed (a package of the system)"),
]

OF_COMPOSE = {
    "nginx.conf": "nginx/compose/nginx.conf",
    "upstreams.conf": "nginx/compose/upstreams.conf",
    "files.conf": "nginx/compose/files.conf",
    "hotelops.conf": "nginx/hotelops.conf",
}
BURST = 20
TRIES = 60


def moved(text: str, folder: Path, ports: dict[str, int]) -> str:
    """The configuration in a folder and on ports of this test."""
    text = re.sub(r"listen \[::\]:.*;", "", text)
    text = re.sub(r"listen (\d+)", lambda place: f"listen 127.0.0.1:{ports[place[1]]}", text)
    text = re.sub(r"/etc/nginx/(hotelops|tls)|/var/log/nginx|/run(?=/nginx.pid)", str(folder), text)
    return text.replace("user nginx;", "user root;" if os.geteuid() == 0 else "")


def test_of_compose_is_sound(tmp_path):
    ports = {"80": free_port(), "443": free_port()}
    for name, shipped in OF_COMPOSE.items():
        (tmp_path / name).write_text(moved(read(shipped), tmp_path, ports))
    self_sign(tmp_path / "hotelops.pem", tmp_path / "hotelops.key")
    command = [str(PROGRAM), "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "[warn]" not in result.stderr


class TestLogins:
    @pytest.mark.parametrize("path", ["/auth/login", "/admin/login/", "//auth/./login", "/auth/%6Cogin"])
    def test_of_one_address_are_limited(self, path):
        with fronted(content) as (nginx, [upstream]):
            answers = [ask(nginx, head(f"POST {path}", "Content-Length: 0")) for _ in range(TRIES)]
            assert ask(nginx, head(f"GET {path}")).status == 200
            assert ask(nginx, head("POST /v1/finance/expenses", "Content-Length: 0")).status == 200
        statuses = Counter(answer.status for answer in answers)
        assert statuses.keys() == {200, 503}
        assert BURST < statuses[200] < TRIES
        refused = next(answer for answer in answers if answer.status == 503)
        assert refused.json()["code"] == "server_unavailable"
        assert refused.headers["retry-after"] == "1"
        assert len(upstream.received) == statuses[200] + 2
