import os
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

from hotelops.environment import BASE_DIR, secret, write_dotenv
from tests.servers.product import SECRETS


class TestSecret:
    @pytest.mark.parametrize("value", ["", " ", "changeme", "x" * 31, "x" * 31 + " "])
    def test_that_is_missing_or_short_is_refused(self, monkeypatch, value):
        monkeypatch.setenv("A_SECRET", value)
        with pytest.raises(ImproperlyConfigured, match="A_SECRET is missing or shorter than 32 characters"):
            secret("A_SECRET")

    def test_may_come_from_a_file(self, monkeypatch, tmp_path):
        (tmp_path / "secret").write_text("s" * 40 + "\n")
        monkeypatch.setenv("ANOTHER_SECRET_FILE", str(tmp_path / "secret"))
        assert secret("ANOTHER_SECRET") == "s" * 40

    def test_may_begin_with_a_dollar(self, monkeypatch):
        monkeypatch.setenv("A_THIRD_SECRET", "$" + "s" * 40)
        assert secret("A_THIRD_SECRET") == "$" + "s" * 40

    @pytest.mark.parametrize("name", SECRETS)
    def test_is_needed_to_start(self, name):
        environment = {
            "PATH": os.environ["PATH"],
            **SECRETS,
            name: "",
            "DJANGO_SETTINGS_MODULE": "hotelops.settings",
        }
        start = [sys.executable, "-c", "import django; django.setup()"]
        result = subprocess.run(
            start, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False
        )
        assert result.returncode == 1
        assert f"{name} is missing" in result.stderr


class TestDotenv:
    def test_has_fresh_secrets_that_only_its_owner_reads(self, tmp_path, monkeypatch):
        path = tmp_path / ".env"
        write_dotenv(path)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        for name in SECRETS:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(FileAwareEnv, "ENVIRON", {})
        FileAwareEnv.read_env(path)
        assert set(SECRETS) < set(FileAwareEnv.ENVIRON)
        assert all(len(FileAwareEnv.ENVIRON[name]) >= 32 for name in SECRETS)

    def test_keeps_what_is_there_and_gets_the_secrets_that_it_is_without(self, tmp_path):
        path = tmp_path / ".env"
        mine = "DEBUG=off\nSECRET_KEY=mine\nDOCUMENT_KEYS_FILE=/run/secrets/documents"
        path.write_text(mine)
        write_dotenv(path)
        added = path.read_text().removeprefix(mine + "\n").splitlines()
        assert [line.partition("=")[0] for line in added] == ["JWT_SIGNING_KEY", "IDEMPOTENCY_SEALING_KEYS"]

    def test_that_has_everything_is_left_alone(self, tmp_path):
        path = tmp_path / ".env"
        write_dotenv(path)
        before = path.read_text()
        write_dotenv(path)
        assert path.read_text() == before
