"""The image, as far as it can be told from its Dockerfile."""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from hotelops.environment import BASE_DIR
from tests.servers.product import SECRETS

from .shipped import IMAGE, healthcheck, instruction, instructions, read

pytestmark = pytest.mark.embedded  # once is enough

ALLOWED = re.findall(r"^!(\S+)$", (BASE_DIR / ".dockerignore").read_text(), re.MULTILINE)
LAYERS = ("RUN", "COPY", "WORKDIR")


class TestDockerfile:
    def test_ends_as_somebody_who_owns_nothing(self):
        names = [name for name, _ in instructions()]
        user, _, group = instruction("USER").partition(":")
        assert int(user) > 0
        assert int(group) > 0
        assert names.index("USER") > max(place for place, name in enumerate(names) if name in LAYERS)

    def test_installs_what_is_locked_and_builds_nothing(self):
        [install] = [rest for name, rest in instructions() if name == "RUN" and "pip" in rest]
        assert {"--require-hashes", "--no-deps", "--only-binary", "--no-cache-dir"} <= set(install.split())
        assert "pip" not in instruction("RUN"), "the last stage installs nothing"

    def test_starts_without_a_shell_and_ends_at_sigterm(self):
        assert json.loads(instruction("ENTRYPOINT")) == ["python", "manage.py"]
        assert json.loads(instruction("CMD")) == ["serve"]
        assert instruction("STOPSIGNAL") == "SIGTERM"

    def test_asks_python_for_its_health(self):
        assert healthcheck()[:2] == ["python", "-c"]
        assert "/health/live" in healthcheck()[2]
        assert "curl" not in read("Dockerfile")

    def test_holds_no_secret(self):
        named = " ".join(rest for name, rest in instructions() if name in ("ARG", "ENV"))
        assert not re.search("SECRET|KEY|TOKEN|PASSWORD|DATABASE_URL", named)

    def test_is_tagged_as_the_project(self):
        [version] = re.findall(r'^version = "(.*)"', (BASE_DIR / "pyproject.toml").read_text(), re.MULTILINE)
        assert f"hotelops:{version}" == IMAGE
        assert f"--tag {IMAGE} " in read("Dockerfile")


class TestContent:
    def test_is_named_one_by_one(self):
        lines = (BASE_DIR / ".dockerignore").read_text().splitlines()
        assert [line for line in lines if not line.startswith(("#", "!"))] == ["*", "**/__pycache__"]
        assert {"requirements.txt", "requirements-observability.txt"} < set(ALLOWED)
        assert {".env", "var", "tests", "deploy", ".git"}.isdisjoint(ALLOWED)

    def test_is_enough_for_the_product(self, tmp_path):
        for name in ALLOWED:
            copy = shutil.copytree if (BASE_DIR / name).is_dir() else shutil.copy
            copy(BASE_DIR / name, tmp_path / name)
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **SECRETS}
        command = [sys.executable, "manage.py", "check"]
        result = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (result.returncode, result.stdout) == (0, "System check identified no issues (0 silenced).\n")
