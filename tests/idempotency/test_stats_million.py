"""A million kept answers, and others' keys beside them: the stats stay quick, small and harmless."""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from idempotency.stats import Stats, collect
from tests.product.memory import FORGET_PEAK, memory
from tests.servers import Valkey
from tests.servers.product import PROC

pytestmark = [pytest.mark.servers, pytest.mark.django_db]

MILLION, OTHERS, FEW = 1_000_000, 250_000, 1000
HARMLESS = {
    *("PING", "INFO", "DBSIZE", "MEMORY USAGE", "MEMORY STATS", "SCAN"),
    *("SET", "GET", "DEL"),  # of the probe
    *("SELECT", "CONFIG SET", "SLOWLOG RESET", "CONFIG RESETSTAT"),
}
LARGEST_SCAN = 1000
IN_A_REQUEST = 50
"""SCANs at most."""
GROWTH = 20_000_000
"""Bytes at most. The names alone are over 60 MB."""


@pytest.fixture(scope="module")
def million(servers) -> Iterator[redis.Redis]:
    with (
        Valkey("--slowlog-log-slower-than", "0", "--slowlog-max-len", "5000") as server,
        server.admin() as client,
    ):
        client.execute_command("DEBUG", "POPULATE", MILLION, "idempotency:7", 8)
        client.execute_command("DEBUG", "POPULATE", OTHERS, "session", 8)
        client.execute_command("DEBUG", "POPULATE", FEW, "idempotency:8", 8)
        yield client


@pytest.fixture
def on_million(million, settings) -> redis.Redis:
    """The product's Redis is that one, which has forgotten what it was asked."""
    port = million.connection_pool.connection_kwargs["port"]
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": f"redis://127.0.0.1:{port}/0"}}
    million.slowlog_reset()
    million.config_resetstat()
    return million


@pytest.fixture
def asked(on_million):
    """All commands since then: the words of each, and the microseconds that it took."""

    def asked() -> list[tuple[list[str], int]]:
        entries: list[dict[str, Any]] = on_million.slowlog_get(5000)
        return [(entry["command"].decode().split(), entry["duration"]) for entry in entries]

    return asked


def name(words: list[str]) -> str:
    first = words[0].upper()
    return f"{first} {words[1].upper()}" if first in ("MEMORY", "CONFIG", "SLOWLOG", "CLIENT") else first


def assert_harmless(commands: list[tuple[list[str], int]]) -> int:
    """None looks at more than a bounded number of keys; gives how many SCANs there were."""
    assert {name(words) for words, _ in commands} <= HARMLESS
    scans = [words for words, _ in commands if name(words) == "SCAN"]
    for scan in scans:
        assert scan[2:] == ["COUNT", str(LARGEST_SCAN)]
    return len(scans)


class TestMillion:
    def test_is_counted_in_small_batches_with_memory_flat(self, on_million, asked, measured):
        (PROC / "self" / "clear_refs").write_text(FORGET_PEAK)
        before, began = memory(os.getpid(), "VmRSS"), time.perf_counter()
        told = collect(look_at=2 * MILLION)
        seconds = time.perf_counter() - began
        growth = memory(os.getpid(), "VmHWM") - before
        commands = asked()
        scans = assert_harmless(commands)
        assert (told.keys, told.keys_are) == (MILLION + FEW, "counted")
        assert told.top_organisations[0].organisation == "7"
        assert growth < GROWTH
        assert on_million.info("commandstats")["cmdstat_scan"]["calls"] == scans
        assert scans <= 1.1 * (MILLION + OTHERS + FEW) / LARGEST_SCAN
        measured(
            f"{seconds:.1f} s, {scans} SCANs of {LARGEST_SCAN} names, the slowest command took Redis"
            f" {max(took for _, took in commands) / 1000:.1f} ms; {growth / 1e6:.0f} MB more memory"
        )

    def test_of_which_an_organisation_has_few_is_counted_too(self, on_million, measured):
        began = time.perf_counter()
        told: Stats = collect("8", look_at=2 * MILLION)
        assert (told.keys, told.keys_are) == (FEW, "counted")
        measured(f"{FEW} of a million in {time.perf_counter() - began:.1f} s")

    def test_is_estimated_within_a_request(self, asked, measured):
        """As the admin page asks."""
        began = time.perf_counter()
        told = collect()
        seconds = time.perf_counter() - began
        assert assert_harmless(asked()) <= IN_A_REQUEST
        assert told.keys_are == "estimated"
        assert told.keys == pytest.approx(MILLION + FEW, rel=0.03)
        assert told.top_organisations[0].keys == pytest.approx(MILLION, rel=0.03)
        measured(f"{told.keys:,} keys estimated in {seconds * 1000:.0f} ms")
