import base64
import os
import secrets
import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

from hotelops.environment import (
    BASE_DIR,
    fault_of,
    fresh_secret,
    is_local,
    optional_secret,
    refuse_debug,
    secret,
    secrets_of,
    write_dotenv,
)
from hotelops.environment import SECRETS as MAKERS
from tests.servers.product import SECRETS

DOLLAR = "$" + fresh_secret()
ENCODED = [base64.urlsafe_b64encode(bytes([byte]) * 32).decode() for byte in (0, 107, 255)]
INSECURE = "django-insecure-4x!p9w@kz7#q2m&v8c^t5r*b1n"


class TestSecret:
    @pytest.mark.parametrize("value", ["", " ", "changeme", "x" * 31, "x" * 31 + " "])
    def test_that_is_missing_or_short_is_refused(self, monkeypatch, value):
        monkeypatch.setenv("A_SECRET", value)
        with pytest.raises(ImproperlyConfigured, match="A_SECRET is missing or shorter than 32 characters"):
            secret("A_SECRET")

    @pytest.mark.parametrize("value", ["x" * 64, f"tests-{'s' * 48}", "abcd" * 16, *ENCODED])
    def test_of_a_few_characters_is_refused(self, monkeypatch, value):
        monkeypatch.setenv("A_SECRET", value)
        with pytest.raises(ImproperlyConfigured, match="repeats the same few") as refused:
            secret("A_SECRET")
        assert value not in str(refused.value)

    @pytest.mark.parametrize("value", ["Changeme12" * 4, INSECURE, "put-your-256-bit-SECRET-in-here!!"])
    def test_that_stands_in_for_one_is_refused(self, monkeypatch, value):
        monkeypatch.setenv("A_SECRET", value)
        with pytest.raises(ImproperlyConfigured, match="looks like a placeholder") as refused:
            secret("A_SECRET")
        assert value not in str(refused.value)

    @pytest.mark.parametrize("value", ["", "{good},", "{good},changeme", "x" * 44 + ",{good}"])
    def test_is_good_with_every_part_only(self, monkeypatch, value):
        monkeypatch.setenv("SOME_SECRETS", value.format(good=fresh_secret()))
        with pytest.raises(ImproperlyConfigured, match="SOME_SECRETS"):
            secrets_of("SOME_SECRETS")

    def test_may_have_several_parts(self, monkeypatch):
        new, old = fresh_secret(), fresh_secret()
        monkeypatch.setenv("SOME_SECRETS", f"{new}, {old}")
        assert secrets_of("SOME_SECRETS") == [new, old]

    @pytest.mark.parametrize("make", [*MAKERS.values(), lambda: secrets.token_hex(16)])
    def test_that_is_random_is_taken(self, make):
        assert {fault_of(make()) for _ in range(100)} == {""}

    def test_may_come_from_a_file(self, monkeypatch, tmp_path):
        (tmp_path / "secret").write_text(DOLLAR + "\n")
        monkeypatch.setenv("ANOTHER_SECRET_FILE", str(tmp_path / "secret"))
        assert secret("ANOTHER_SECRET") == DOLLAR

    def test_may_begin_with_a_dollar(self, monkeypatch):
        monkeypatch.setenv("A_THIRD_SECRET", DOLLAR)
        assert secret("A_THIRD_SECRET") == DOLLAR

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


class TestOptionalSecret:
    def test_may_be_left_out(self, monkeypatch):
        monkeypatch.setenv("NO_SECRET", " ")
        assert optional_secret("NO_SECRET") == optional_secret("NOWHERE_SET") == ""

    def test_that_is_set_has_to_be_good(self, monkeypatch):
        monkeypatch.setenv("A_BAD_SECRET", "changeme")
        with pytest.raises(ImproperlyConfigured, match="A_BAD_SECRET is missing or shorter"):
            optional_secret("A_BAD_SECRET")


class TestDebug:
    @pytest.mark.parametrize(
        "host", ["localhost", "127.0.0.1", "[::1]", "192.168.1.20", "10.0.2.2", "desk.local", "hotelops"]
    )
    def test_may_be_on_where_only_the_own_network_comes(self, host):
        assert is_local(host)
        refuse_debug([host])

    @pytest.mark.parametrize("host", ["hotelops.example", ".example.com", "8.8.8.8", "[2606:4700::1]", "*"])
    def test_is_refused_where_strangers_come(self, host):
        with pytest.raises(ImproperlyConfigured, match="switch DEBUG off"):
            refuse_debug(["localhost", host])


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
