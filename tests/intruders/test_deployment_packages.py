"""`make audit` never ends well without an advisory read; `make sbom` names all that is deployed."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import pytest

from hotelops.environment import BASE_DIR

from .fake_advisories import advisories

LOCK = (BASE_DIR / "requirements.txt").read_text()
KNOWN = "pillow 9.0.0"
"""What the audit looks up first."""
NOBODY = "http://127.0.0.1:9"
CLEAN, VULNERABLE, UNREAD = 0, 1, 2


@pytest.fixture(scope="module")
def bill(tmp_path_factory) -> dict[str, Any]:
    target = tmp_path_factory.mktemp("sbom") / "sbom.json"
    subprocess.run([sys.executable, ".ci/sbom.py", str(target)], cwd=BASE_DIR, check=True)
    bill: dict[str, Any] = json.loads(target.read_text())
    return bill


def audit(*options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """As `make audit` runs it."""
    command = [sys.executable, ".ci/audit.py", *options]
    return subprocess.run(
        command, cwd=BASE_DIR, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def asked_at(url: str) -> list[str]:
    return ["--vulnerability-service", "osv", "--osv-url", url]


class TestAudit:
    def test_fails_where_the_registry_cannot_be_reached(self):
        result = audit(HTTPS_PROXY=NOBODY, HTTP_PROXY=NOBODY)
        assert result.returncode == UNREAD
        assert result.stderr == "No advisories can be read here, so nothing was audited.\n"

    def test_fails_where_nothing_bad_is_known_of_anything(self):
        with advisories() as url:
            result = audit(*asked_at(url))
        assert (result.returncode, result.stdout) == (UNREAD, "")

    def test_ends_well_where_advisories_are_read_and_none_applies(self):
        with advisories(KNOWN) as url:
            result = audit(*asked_at(url))
        assert (result.returncode, result.stderr) == (CLEAN, "")
        assert re.fullmatch(r"\d{2,} packages audited, 0 with known vulnerabilities\.\n", result.stdout)

    def test_fails_where_a_locked_release_is_known_to_be_bad(self):
        [version] = re.findall(r"^django==([^ ]+)", LOCK, re.MULTILINE)
        with advisories(KNOWN, f"django {version}") as url:
            result = audit(*asked_at(url))
        assert result.returncode == VULNERABLE
        assert f"django {version}: TEST-django, mended in 999.0\n" in result.stdout


class TestBillOfMaterials:
    def test_names_the_locked_release_of_everything_that_is_deployed(self, bill, measured):
        named = {component["purl"] for component in bill["components"]}
        locked = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==([^ ]+) \\$", LOCK, re.MULTILINE)
        assert len(locked) > 40
        assert {f"pkg:pypi/{name}@{version}" for name, version in locked} <= named
        measured(f"{len(named)} packages, each with its release")

    def test_names_nothing_that_only_development_needs(self, bill):
        names = {component["name"].lower() for component in bill["components"]}
        assert "django" in names
        assert names.isdisjoint({"pytest", "mypy", "moto", "bandit", "pip", "cyclonedx-bom"})

    def test_says_who_needs_whom(self, bill):
        refs = {component["bom-ref"] for component in bill["components"]}
        needs = {entry["ref"]: set(entry["dependsOn"]) for entry in bill["dependencies"]}
        assert set().union(*needs.values()) <= refs
        root = needs[bill["metadata"]["component"]["bom-ref"]]
        assert {name.partition("==")[0] for name in root} > {"Django", "psycopg", "redis"}
