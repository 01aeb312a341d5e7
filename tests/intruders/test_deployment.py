"""The product as the README deploys it: nothing to warn of, and no start that leaves a door open."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from hotelops.checks import check_that_hosts_are_named, check_that_secrets_differ
from hotelops.environment import BASE_DIR
from tests.servers.product import SECRETS

DEPLOYED = {"ALLOWED_HOSTS": "hotelops.example", "BEHIND_HTTPS_PROXY": "on"}
CHECK = ("check", "--deploy", "--fail-level", "WARNING")
EXAMPLE = dict(
    line.split("=", 1)
    for line in (BASE_DIR / ".env.example").read_text().splitlines()
    if "=" in line and not line.startswith("#")
)
REFUSED = {
    "the example as it is": (EXAMPLE, "SECRET_KEY is missing"),
    "a placeholder": ({"JWT_SIGNING_KEY": "changeme" * 8}, "JWT_SIGNING_KEY looks like a placeholder"),
    "DEBUG for strangers": ({"DEBUG": "on", **DEPLOYED}, "names hotelops.example: switch DEBUG off"),
    "one value for two": ({"DOCUMENT_KEYS": SECRETS["IDEMPOTENCY_SEALING_KEYS"]}, "hotelops.E001"),
}


@pytest.fixture
def manage(tmp_path: Path):
    """Runs a management command in an environment of nothing but secrets and these settings."""

    def run(*arguments: str, **given: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **SECRETS, **given}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False, timeout=120
        )

    return run


class TestCheck:
    @pytest.mark.embedded
    def test_has_nothing_to_warn_of(self, manage):
        result = manage(*CHECK, **DEPLOYED)
        assert (result.returncode, result.stderr) == (0, "")

    @pytest.mark.servers
    def test_has_nothing_to_warn_of_on_servers(self, manage, postgres, valkey):
        urls = {"DATABASE_URL": postgres.create_database("deployed"), "REDIS_URL": valkey.url}
        result = manage(*CHECK, "--database", "default", **DEPLOYED, **urls)
        assert (result.returncode, result.stderr) == (0, "")

    def test_warns_where_nobody_says_that_https_is_spoken(self, manage):
        result = manage(*CHECK, **DEPLOYED | {"BEHIND_HTTPS_PROXY": "off"})
        assert result.returncode == 1
        assert re.findall(r"\((\w+\.\w+)\)", result.stderr) == ["security.W004", "security.W008"]

    def test_leaves_out_one_thing_only(self):
        """Browsers' built-in lists of https domains: see the settings."""
        assert settings.SILENCED_SYSTEM_CHECKS == ["security.W021"]


class TestStart:
    @pytest.mark.parametrize(("given", "reason"), REFUSED.values(), ids=REFUSED)
    def test_is_refused(self, manage, given, reason):
        result = manage("serve", **given)
        assert result.returncode == 1
        assert reason in result.stderr
        assert "Listening" not in result.stdout


class TestTogether:
    def test_secrets_are_all_different(self):
        assert check_that_secrets_differ() == []
        with override_settings(DOCUMENT_KEYS=[settings.SECRET_KEY]):
            assert [found.id for found in check_that_secrets_differ()] == ["hotelops.E001"]
        with override_settings(METRICS_TOKEN=settings.SECRET_KEY):
            assert [found.id for found in check_that_secrets_differ()] == ["hotelops.E001"]

    def test_hosts_are_named(self):
        assert check_that_hosts_are_named() == []
        with override_settings(ALLOWED_HOSTS=["hotelops.example", "*"]):
            assert [found.id for found in check_that_hosts_are_named()] == ["hotelops.W002"]
