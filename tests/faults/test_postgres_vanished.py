"""Postgres' machine is gone without a word, as when it loses power: nothing answers, nothing refuses."""

import json
import shutil
import subprocess
import sys
from typing import Any

import pytest

from tests.servers.product import ROOT

from .postgres_vanished import CLIENTS, NAMESPACE

pytestmark = pytest.mark.product

CREATED, UNAVAILABLE = [201, ""], [503, "database_unavailable"]
PATIENCE = 20
"""Seconds. The product gives a connection up after ten; by itself Linux takes a quarter of an hour."""


def has_namespaces() -> bool:
    if not all(map(shutil.which, ("unshare", "ip"))):
        return False
    return subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0


@pytest.fixture
def seen() -> dict[str, Any]:
    if not has_namespaces():
        pytest.skip("this machine has no network namespaces (unshare, ip), in which a network can be cut")
    command = [*NAMESPACE, sys.executable, "-m", "tests.faults.postgres_vanished"]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True, timeout=200)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


class TestVanishedPostgres:
    def test_is_a_503_after_some_seconds_and_once_it_is_back_all_is_done_once(self, seen, measured):
        assert {tuple(outcome) for outcome, _ in seen["before"]} == {tuple(CREATED)}
        told = [outcome for outcome, _ in seen["meanwhile"]]
        slowest = max(seconds for _, seconds in seen["meanwhile"])
        assert told == [UNAVAILABLE] * CLIENTS
        assert slowest < PATIENCE
        assert seen["rows"] == len(seen["before"])
        assert [outcome for outcome, _ in seen["after"]] == [CREATED] * CLIENTS
        back = max(seconds for _, seconds in seen["after"])
        measured(f"{CLIENTS} × 503 after {slowest:.1f} s at most; 201 within {back:.1f} s once it is back")
