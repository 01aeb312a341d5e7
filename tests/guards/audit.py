"""The audit: the tests are green with every guard, and red without any of them."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .guard import ROOT, Guard
from .verdicts import BROKEN, Verdict, verdict

LEFT_BEHIND: Final = shutil.ignore_patterns(
    ".git", ".venv", ".env", "var", "__pycache__", ".*_cache", ".hypothesis", ".coverage*", "htmlcov"
)
PATIENCE: Final = 120
"""Seconds that the tests of one guard may take; all tests together get four times as long."""
# The other family of reports refuses the properties that some tests record.
PYTEST: Final = (
    "-m",
    "pytest",
    "-p",
    "no:cacheprovider",
    "-o",
    "junit_family=xunit1",
    "-q",
    "-x",
    "--tb=short",
)


@dataclass(frozen=True, slots=True)
class Run:
    verdict: Verdict
    seconds: float
    output: str


def run_with_all(guards: Sequence[Guard]) -> Run:
    """Every test that some guard names, in a copy where nothing is switched off."""
    tests = dict.fromkeys(test for guard in guards for test in guard.tests)
    with project_copy() as copy:
        return run(copy, list(tests), PATIENCE * 4)


def run_without(guard: Guard) -> Run:
    with project_copy() as copy:
        guard.switch_off(copy)
        return run(copy, guard.tests, PATIENCE)


@contextmanager
def project_copy() -> Iterator[Path]:
    """A fresh one each time: what Python compiled without a guard must not meet the next one."""
    with TemporaryDirectory(prefix="hotelops-guards-") as folder:
        yield Path(shutil.copytree(ROOT, Path(folder) / "hotelops", ignore=LEFT_BEHIND))


def run(project: Path, tests: Sequence[str], patience: float) -> Run:
    report = project.parent / "junit.xml"
    command = [sys.executable, *PYTEST, "--junitxml", str(report), *tests]
    began = time.monotonic()
    with (project.parent / "output").open("w+") as output:
        exit_code = exit_code_of(command, project, output.fileno(), patience)
        output.seek(0)
        found = verdict(exit_code, report.read_text()) if report.exists() else Verdict(BROKEN)
        return Run(found, time.monotonic() - began, output.read())


def exit_code_of(command: list[str], project: Path, output: int, patience: float) -> int:
    """-1 for one that does not end; the servers that it started end with it."""
    child = subprocess.Popen(
        command,
        cwd=project,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
    )
    try:
        return child.wait(patience)
    except subprocess.TimeoutExpired:
        return -1
    finally:
        child.kill()
        child.wait()


def environment() -> dict[str, str]:
    """Nothing that makes pytest run something else: on servers, in the copy."""
    others = ("TEST_ON", "DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    return {
        name: value
        for name, value in os.environ.items()
        if name not in others and not name.startswith("PYTEST_")
    }
