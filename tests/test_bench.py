import time

import pytest

from bench import report
from bench.__main__ import picked
from bench.client import due, due_at_a_rate, message
from bench.measurement import DIFFERENCE, RATIO, SHARE, Figure, Result, Row, Spread, Turn
from bench.request import Request, Tally

PAGE = "Before.\n<!-- measured by make bench -->\n| old |\n<!-- end -->\nAfter.\n"
FILLED = """Before.
<!-- measured by make bench -->
On a machine.

| what | to reach | compared | first | second | in |
| --- | --- | --- | --- | --- | --- |
| a ÷ b | ≥ 0.5 | 0.40 (0.25–0.50) ✗ | 4 (1–5) | 10 (4–10) | requests/s |
| a ÷ b |  | 10.0 |  |  | MiB |
<!-- end -->
After.
"""


def turns(figures, **others):
    """A side that gives one figure after the other."""
    left = iter(figures)
    return lambda: {"per_second": next(left), **others}


def row(measured=(), against=(), figures=(), name="a") -> Row:
    return Row(name, "a ÷ b", turns(measured, growth=10.0), turns(against, growth=0.0), figures)


RATE = Figure("per_second", "requests/s", RATIO, "≥ 0.5")


class TestRow:
    def test_leaves_the_first_turn_of_each_side_out(self):
        result = row([99, 1, 4, 5], [1, 4, 10, 10]).measure(rounds=3)
        assert [turn["per_second"] for turn in result.measured] == [1, 4, 5]
        assert [turn["per_second"] for turn in result.against] == [4, 10, 10]

    def test_takes_turns(self):
        order: list[str] = []

        def side(name: str) -> Turn:
            def turn() -> dict[str, float]:
                order.append(name)
                return {}

            return turn

        Row("a", "a", side("A"), side("B"), ()).measure(rounds=2)
        assert order == ["A", "B", "A", "B", "A", "B"]

    @pytest.mark.parametrize(
        ("comparison", "compared"),
        [
            (RATIO, Spread(0.5, 0.25, 2)),
            (SHARE, Spread(2, 0.5, 4)),
            (DIFFERENCE, Spread(-2, -3, 10)),
            (None, Spread(2, 1, 20)),
        ],
    )
    def test_compares_round_by_round(self, comparison, compared):
        result = Result(
            row(),
            [{"per_second": figure} for figure in (1, 2, 20)],
            [{"per_second": figure} for figure in (4, 4, 10)],
        )
        assert result.compared(Figure("per_second", "requests/s", comparison)) == compared

    @pytest.mark.parametrize(
        ("aim", "is_reached"), [("≥ 2", True), ("≤ 2", True), ("< 2", False), ("≥ 2.1", False), ("", None)]
    )
    def test_reaches_an_aim_by_its_median(self, aim, is_reached):
        assert Figure("per_second", "requests/s", aim=aim).is_reached(Spread(2, 1, 3)) is is_reached

    def test_is_picked_by_its_name(self):
        rows = [row(name=name) for name in ("a", "b", "c")]
        assert [each.name for each in picked(rows, "c,a")] == ["a", "c"]
        assert picked(rows, "") == rows
        with pytest.raises(SystemExit, match="No such row: d"):
            picked(rows, "a,d")


class TestPage:
    def test_gets_the_table(self):
        growth = Figure("growth", "MiB", None, form=".1f")
        result = row([99, 1, 4, 5], [1, 4, 10, 10], [RATE, growth]).measure(rounds=3)
        assert report.filled(PAGE, "On a machine.", [result]) == FILLED


class TestTally:
    def test_adds_up(self):
        both = Tally(2, 1.5, 0, 1, [1.0, 2.0]) + Tally(3, 2.5, 1, 0, [9.0])
        assert both == Tally(5, 4.0, 1, 1, [1.0, 2.0, 9.0])

    def test_knows_the_slowest_hundredth(self):
        figures = Tally(101, 1.0, 0, 0, [float(number) for number in range(101)]).figures()
        assert (figures["median"], figures["p99"]) == (50, 99)

    def test_of_wrk_has_no_times(self):
        assert set(Tally(1, 1.0, 0, 0).figures()) == {"requests", "per_second"}


class TestPythonClient:
    def test_sends_at_least_what_it_was_told(self):
        assert len(list(due(time.monotonic(), seconds=0, at_least=3))) == 3

    def test_counts_from_when_a_request_was_due(self):
        """However late it is: here all of them."""
        begin = time.monotonic() - 10
        moments = list(due_at_a_rate(begin, seconds=1, interval=0.25, offset=0.1))
        assert moments == pytest.approx([begin + 0.1, begin + 0.35, begin + 0.6, begin + 0.85])

    def test_gives_each_post_a_fresh_key(self, tmp_path):
        (tmp_path / "body").write_text("{}")
        request = Request(
            "http://h:1/p?q=1", {"Idempotency-Key": "old"}, str(tmp_path / "body"), fresh_key=True
        )
        sent = [message(request, b"{}") for _ in range(2)]
        assert sent[0] != sent[1]
        assert sent[0].startswith(b"POST /p?q=1 HTTP/1.1\r\nHost: h:1\r\nContent-Length: 2\r\n")
        assert b"old" not in sent[0]
