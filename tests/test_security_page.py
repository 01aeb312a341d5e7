"""The page about security names tests that are there, and every item of the list that it goes by."""

import re

import pytest

from hotelops.environment import BASE_DIR
from tests.guards.test_guards import has, parsed

PAGE = (BASE_DIR / "docs" / "security.md").read_text()
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| (API|V)\d", line)]
TESTS = sorted(set(re.findall("`(tests/[^`]+)`", PAGE)))


@pytest.mark.parametrize("test", TESTS)
def test_it_names_a_test_that_is_there(test):
    file, *names = test.split("::")
    assert (BASE_DIR / file).exists()
    assert not names or has(parsed(BASE_DIR / file), names)


def test_each_threat_has_a_test():
    assert [row for row in ROWS if "`tests/" not in row.rpartition(" | ")[2]] == []


def test_it_goes_through_the_whole_list_and_all_chapters_that_apply():
    items = {row.split()[1] for row in ROWS}
    assert items == {f"API{n}" for n in range(1, 11)} | {f"V{n}" for n in range(1, 17) if n != 10}
