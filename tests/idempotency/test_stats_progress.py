"""Who waits longer than a second sees how far it is."""

import io

import pytest
from rich.console import Console

from idempotency.stats import progress
from idempotency.stats.progress import Patience


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(progress, "now", lambda: now[0])
    return now


@pytest.fixture
def screen():
    return io.StringIO()


class TestPatience:
    def count(self, screen: io.StringIO, clock: list[float], *, is_terminal: bool) -> list[str]:
        """What stands on the screen after half a second, and after two."""
        shown = []
        with Patience(Console(file=screen, force_terminal=is_terminal, width=80)) as patience:
            for seconds in (0.5, 1.5):
                clock[0] += seconds
                patience(400_000, 1_000_000)
                shown.append(screen.getvalue())
        return shown

    def test_lasts_a_second(self, screen, clock):
        before, after = self.count(screen, clock, is_terminal=True)
        assert before == ""
        assert "Counting kept answers" in after
        assert "40%" in screen.getvalue()

    def test_shows_nothing_where_nobody_looks(self, screen, clock):
        self.count(screen, clock, is_terminal=False)
        assert screen.getvalue() == ""
