"""The product's code asks no other host for anything, but for the servers that its settings name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotelops.environment import BASE_DIR

PRODUCT = ("finance", "guestcheckin", "hotelops", "idempotency", "staff", "uploads")
FETCH = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "urllib.request", "urllib3"}


def imported(source: str) -> Iterator[str]:
    """Modules by their whole name, and by the names above it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def that_fetches(source: str) -> set[str]:
    return {name for name in imported(source) if any(f"{name}.".startswith(f"{module}.") for module in FETCH)}


@pytest.mark.parametrize(
    "source", ["import urllib.request", "from urllib import request", "import httpx as h"]
)
def test_what_fetches_would_be_found(source):
    assert that_fetches(source)


def test_nothing_fetches(measured):
    files: list[Path] = [file for package in PRODUCT for file in (BASE_DIR / package).rglob("*.py")]
    assert len(files) > 100
    assert {file.name: found for file in files if (found := that_fetches(file.read_text()))} == {}
    measured(f"{len(files)} modules")
