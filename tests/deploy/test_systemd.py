"""The systemd units: sound, confined, and fit for the product's commands."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.write_secrets import write
from hotelops.environment import BASE_DIR

from .shipped import DEPLOY, unit

pytestmark = pytest.mark.embedded  # once is enough

UNITS = DEPLOY / "systemd"
ANALYZE = shutil.which("systemd-analyze")
PYTHON = "/opt/hotelops/.venv/bin/python"
SERVICES = ("hotelops", "hotelops-manage@", "hotelops-check")
BADLY_EXPOSED = 20
"""Tenths of what `systemd-analyze security` calls the level of exposure: 100 is the worst."""


@pytest.fixture
def installed(tmp_path) -> list[str]:
    """The units in a folder, as the README installs them, but for the place of Python."""
    for file in [*UNITS.glob("*.service"), *UNITS.glob("*.timer")]:
        (tmp_path / file.name).write_text(file.read_text().replace(PYTHON, sys.executable))
    for service in SERVICES:
        (tmp_path / f"{service}.service.d").mkdir()
        shutil.copy(UNITS / "common.conf", tmp_path / f"{service}.service.d")
    return [str(file) for file in sorted(tmp_path.glob("hotelops*.*")) if file.is_file()]


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed (a package of the system)")
class TestUnits:
    def test_are_sound(self, installed):
        assert len(installed) == len(SERVICES) + 3
        assert analyzed("verify", "--man=no", *installed) == ""

    def test_are_confined(self, installed):
        for service in (file for file in installed if file.endswith(".service") and "@" not in file):
            analyzed("security", "--offline=yes", f"--threshold={BADLY_EXPOSED}", service)


def analyzed(*arguments: str) -> str:
    result = subprocess.run(
        [str(ANALYZE), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"]},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stderr


class TestService:
    def test_keeps_its_files_where_it_may_write_and_where_commands_find_them(self):
        common, settings = dict(unit("common.conf")), dict(unit("environment"))
        assert settings["DATA_DIR"] == f"/var/lib/{common['StateDirectory']}"
        assert common["ProtectSystem"] == "strict"
        assert f"--user {common['User']} " in (UNITS / "hotelops-manage").read_text()

    def test_is_reloaded_by_the_signal_that_replaces_workers(self):
        assert dict(unit("hotelops.service"))["ExecReload"] == "/bin/kill -HUP $MAINPID"

    def test_has_time_to_answer_what_is_under_way(self):
        """A worker has 30 s, and its main process must be there for the others' answers, too."""
        settings = dict(unit("hotelops.service"))
        assert int(settings["TimeoutStopSec"]) > 30
        assert settings["KillMode"] == "mixed"


def test_people_run_commands_with_the_settings_of_the_service(tmp_path: Path):
    etc = tmp_path / "etc"
    script = tmp_path / "deploy" / "systemd" / "hotelops-manage"
    script.parent.mkdir(parents=True)
    shipped = (UNITS / "hotelops-manage").read_text()
    script.write_text(shipped.replace("/etc/hotelops", str(etc)).replace("runuser --user hotelops -- ", ""))
    (tmp_path / "manage.py").symlink_to(BASE_DIR / "manage.py")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    write(etc / "secrets", "127.0.0.1:5432")
    shutil.copy(UNITS / "environment", etc)
    command = ["sh", str(script), "check", "--deploy", "--fail-level", "WARNING"]
    result = subprocess.run(
        command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr) == (0, "")
