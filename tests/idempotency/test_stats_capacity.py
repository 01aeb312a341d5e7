"""What it will come to, from what was counted and measured."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from idempotency.models import OutcomeCount
from idempotency.stats import capacity, collect, history, verdict, words
from idempotency.stats.capacity import Forecast
from idempotency.stats.kept import Kept
from idempotency.stats.ledger import Ledger
from idempotency.stats.plan import Plan, planned
from idempotency.stats.server import Server

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAGE = Path(__file__).parents[2] / "docs" / "capacity.md"
LEDGER = Ledger(
    ledger_rows=0,
    ledger_rows_are="counted",
    ledger_bytes=None,
    ledger_oldest=None,
    ledger_expired=0,
    ledger_overdue=0,
    ledger_retention_seconds=30 * 86400,
)


def server(**figures) -> Server:
    """One of 30 MB, of which 4 MB are used for 10,000 keys, 300 bytes each."""
    known = {
        "memory_used": 4_000_000,
        "memory_limit": 30_000_000,
        "memory_at_start": 1_000_000,
        "redis_names": 10_000,
        "connections": 10,
        "connections_limit": 30,
        "ttl_seconds": 86400,
    }
    return Server(redis_connected=True, redis_writable=True, **(known | figures))


KEPT = Kept(keys=10_000, keys_are="counted", bytes_per_key=300)


def executed(days: list[int]) -> None:
    """So many on each of the days before today."""
    today = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    counts = {(today - (len(days) - number) * DAY, "executed"): each for number, each in enumerate(days)}
    OutcomeCount.objects.add(counts)


class TestForecast:
    def test_follows_the_growth_of_the_days_that_were_counted(self):
        """100 more each day: today is the fifth, with 1,400; the day with 2,000 is six days ahead."""
        told = capacity.forecast([1000, 1100, 1200, 1300], 2000, NOW)
        assert told == Forecast("2026-03-26", "at the growth of the last 4 days")

    @pytest.mark.parametrize("days", [[], [5], [5, 6]])
    def test_is_unknown_before_there_are_three_whole_days(self, days):
        told = capacity.forecast(days, 100, NOW)
        assert told == Forecast(None, f"unknown: {len(days)} of 3 whole days are counted")

    @pytest.mark.parametrize("days", [[5, 5, 5], [9, 7, 5]])
    def test_is_not_in_sight_without_growth(self, days):
        told = capacity.forecast(days, 100, NOW)
        assert told == Forecast(None, "not in sight: requests did not grow in 3 days")

    def test_ends_after_ten_years(self):
        assert capacity.forecast([1, 2, 3], 10**9, NOW) == Forecast(None, "in more than ten years")

    def test_never_lies_in_the_past(self):
        assert capacity.forecast([10, 20, 30], 5, NOW).day == "2026-03-20"


class TestMemory:
    def full(self, server: Server, days: list[int]) -> Forecast:
        return capacity.memory_full(server, 1_000_000, 300, days, NOW)

    def test_is_full_when_requests_fill_four_fifths_of_it(self):
        """24 MB less the 1 MB of the empty server is what 76,667 answers take."""
        days = [70_000, 71_000, 72_000, 73_000]
        assert self.full(server(), days).day == "2026-03-23"

    def test_that_is_full_says_so(self):
        assert self.full(server(memory_used=24_000_000), []) == Forecast("2026-03-20", "reached")

    def test_without_a_limit_is_never_full(self):
        assert "no memory limit" in self.full(server(memory_limit=0), [1, 2, 3]).words

    def test_of_a_server_that_does_not_tell_is_unknown(self):
        assert self.full(Server(), [1, 2, 3]).words.startswith("unknown: Redis does not tell")


class TestConnections:
    def test_grow_with_the_requests(self):
        """10 of 30 at 1,000 a day: 24 at 2,400."""
        told = capacity.connections_full(server(), [800, 900, 1000], NOW)
        assert told.day == "2026-04-02"

    def test_that_are_short_say_so(self):
        assert capacity.connections_full(server(connections=24), [], NOW).words == "reached"


@pytest.mark.django_db
class TestProjection:
    def test_is_what_comes_in_a_lifetime(self):
        executed([2000, 2000, 2000])
        OutcomeCount.objects.add({(timezone.now() - timedelta(minutes=1), "executed"): 3000})
        told = capacity.projected(server(ttl_seconds=2 * 86400), KEPT, LEDGER)
        rate = told.requests_per_day
        assert rate in (3000, 5000)  # yesterday's noon is, or is not, in the last 24 hours
        assert (told.steady_keys, told.steady_ledger_rows) == (2 * rate, 30 * rate)
        assert told.steady_memory == 1_000_000 + 2 * rate * 300

    def test_scales_what_was_counted_for_less_than_a_day(self):
        OutcomeCount.objects.add({(timezone.now() - timedelta(hours=6), "executed"): 600})
        assert capacity.requests_per_day(timezone.now()) == pytest.approx(2400, rel=0.01)

    def test_is_unknown_before_an_hour_is_counted(self):
        OutcomeCount.objects.add({(timezone.now() - timedelta(minutes=50), "executed"): 600})
        told = capacity.projected(server(), KEPT, LEDGER)
        assert (told.requests_per_day, told.steady_keys, told.steady_memory) == (None, None, None)

    def test_counts_days_without_requests_as_well(self):
        executed([0, 5, 0, 7])
        assert history.executed_by_day(timezone.now()) == [5, 0, 7], "the first day is not whole"

    def test_of_nothing_is_no_day(self):
        assert history.executed_by_day(timezone.now()) == []


class TestWarning:
    def test_tells_of_keys_that_were_thrown_out_while_memory_is_short(self):
        _, warning = verdict.of_memory(server(memory_used=29_000_000, evicted_keys=1234))
        assert warning.startswith("Redis has thrown out 1,234 keys")
        assert not [*verdict.of_memory(server(evicted_keys=1234))]

    def test_tells_of_fragmentation_where_it_wastes_much(self):
        assert not [*verdict.of_memory(server(memory_fragmentation=6.0))]
        large = server(memory_used=200_000_000, memory_limit=0, memory_fragmentation=1.6)
        [warning] = verdict.of_memory(large)
        assert "1.6 times the memory" in warning

    @pytest.mark.parametrize(("used", "warnings"), [(23_999_999, 0), (24_000_000, 1)])
    def test_of_memory_begins_at_four_fifths(self, used, warnings):
        assert len([*verdict.of_memory(server(memory_used=used))]) == warnings

    @pytest.mark.parametrize(("used", "warnings"), [(23, 0), (24, 1)])
    def test_of_connections_begins_at_four_fifths(self, used, warnings):
        assert len([*verdict.of_connections(server(connections=used))]) == warnings


def plan(organisations: int, requests: int) -> Plan:
    return planned(collect(), organisations, requests)


@pytest.mark.django_db
class TestPlan:
    def test_has_the_keys_of_a_day_and_the_entries_of_a_month(self):
        told = plan(1000, 10)
        assert (told.keys, told.ledger_rows) == (10_000, 300_000)
        assert (told.bytes_per_key_are, told.bytes_per_row_are) == ("documented", "documented")

    def test_follows_the_settings(self, settings):
        settings.IDEMPOTENCY_TTL = timedelta(hours=6)
        settings.IDEMPOTENCY_LEDGER_RETENTION = timedelta(days=7)
        told = plan(1000, 10)
        assert (told.keys, told.ledger_rows) == (2500, 70_000)

    @pytest.mark.servers
    def test_takes_what_was_measured_here(self, redis_client):
        redis_client.mset({f"idempotency:1:{number}": b"x" * 1000 for number in range(1000)})
        told = plan(10, 10)
        assert told.bytes_per_key_are == "measured"
        assert told.bytes_per_key > 1000

    def test_is_that_of_the_page(self):
        """Its table is what the command says on a server that has measured nothing."""
        rows = re.findall(r"^\| ([\d,]+) \| .*?\| ([\d,]+) \| ([^|]+) \| ([^|]+) \|$", PAGE.read_text(), re.M)
        assert [int(row[0].replace(",", "")) for row in rows] == [1000, 10_000, 100_000, 1_000_000]
        for organisations, keys, memory, size in rows:
            told = plan(int(organisations.replace(",", "")), 10)
            assert f"{told.keys:,}" == keys
            assert (words.size(told.redis_memory), words.size(told.ledger_size)) == (memory, size)
