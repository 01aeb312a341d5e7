"""The audit does not rot: what it switches off is there, and so are the tests that must notice."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from .catalogue import GUARDS
from .guard import ROOT, Guard
from .verdicts import BROKEN, GREEN, RED, Verdict, verdict

every_guard = pytest.mark.parametrize("guard", GUARDS, ids=str)
UNDEFINED_NAMES = ("--isolated", "--no-cache", "--select=F821,F822,F823,E9", "--output-format=concise")


@every_guard
class TestGuard:
    def test_stands_once_in_its_file(self, guard):
        assert guard.occurrences() == 1

    def test_is_switched_off_by_a_text_that_parses(self, guard):
        assert guard.without() != guard.text()
        ast.parse(guard.without())

    def test_names_tests_that_are_there(self, guard):
        assert guard.tests
        assert [test for test in guard.tests if not is_there(test)] == []

    def test_says_what_it_is_for(self, guard):
        assert guard.otherwise.endswith(".")
        assert [other for other in GUARDS if other.name == guard.name] == [guard]


def test_no_guard_is_switched_off_by_a_name_that_is_not_there(tmp_path):
    """The tests would go red for the wrong reason."""
    for number, guard in enumerate(GUARDS):
        (tmp_path / f"without_{number}.py").write_text(guard.without())
    command = [sys.executable, "-m", "ruff", "check", *UNDEFINED_NAMES, str(tmp_path)]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout + found.stderr


class TestSwitchingOff:
    def guard(self, old: str) -> Guard:
        return Guard(name="A", otherwise="B.", file="a.py", old=old, new="3", tests=())

    def test_changes_the_copy(self, tmp_path):
        (tmp_path / "a.py").write_text("1\n2\n")
        self.guard("2").switch_off(tmp_path)
        assert (tmp_path / "a.py").read_text() == "1\n3\n"

    @pytest.mark.parametrize("text", ["1\n", "2\n2\n"])
    def test_refuses_what_is_not_there_once(self, tmp_path, text):
        (tmp_path / "a.py").write_text(text)
        with pytest.raises(ValueError, match="times in"):
            self.guard("2").switch_off(tmp_path)


CASE = '<testsuites><testsuite><testcase classname="tests.a.test_b.TestC" name="test_d[e.F]">{}</testcase>'
CASE += "</testsuite></testsuites>"
NAME = "tests/a/test_b.py::TestC::test_d[e.F]"


class TestVerdict:
    @pytest.mark.parametrize(
        ("exit_code", "junit", "expected"),
        [
            (0, CASE.format(""), Verdict(GREEN, ran=frozenset({NAME}))),
            (1, CASE.format("<failure/>"), Verdict(RED, NAME, frozenset({NAME}))),
            (1, CASE.format("<error/>"), Verdict(BROKEN, ran=frozenset({NAME}))),
            (2, CASE.format("<error/>"), Verdict(BROKEN, ran=frozenset({NAME}))),
            (0, CASE.format("<skipped/>"), Verdict(GREEN)),
            (4, "", Verdict(BROKEN)),
            (-1, "", Verdict(BROKEN)),
        ],
    )
    def test_is_red_only_where_a_test_failed(self, exit_code, junit, expected):
        assert verdict(exit_code, junit) == expected

    @pytest.mark.parametrize(
        ("test", "shown"),
        [
            ("tests/a/test_b.py", True),
            ("tests/a/test_b.py::TestC", True),
            ("tests/a/test_b.py::TestC::test_d", True),
            ("tests/a/test_b.py::TestC::test", False),
            ("tests/a/test_b.py::TestOther", False),
        ],
    )
    def test_shows_what_ran(self, test, shown):
        assert verdict(0, CASE.format("")).shows(test) == shown


def is_there(test: str) -> bool:
    """Whether the file has the class, and the class the function."""
    file, *names = test.partition("[")[0].split("::")
    return (ROOT / file).is_file() and has(parsed(ROOT / file), names)


def parsed(file: Path) -> ast.AST:
    return ast.parse(file.read_text())


def has(place: ast.AST, names: list[str]) -> bool:
    if not names:
        return True
    inner = [node for node in ast.iter_child_nodes(place) if getattr(node, "name", "") == names[0]]
    return any(has(node, names[1:]) for node in inner)
