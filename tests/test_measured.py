import pytest

from .measured import Row, filled

FILE = "tests/faults/test_workers.py"
PAGE = """Before.
<!-- measured by tests/faults/test_workers.py -->
| old |
<!-- end -->
<!-- measured by tests/faults/test_redis_*.py -->
| kept |
<!-- end -->
"""
FILLED = """Before.
<!-- measured by tests/faults/test_workers.py -->
| what happens | measured |
|---|---|
| Killed is replaced | 1 \\| 2 |
<!-- end -->
<!-- measured by tests/faults/test_redis_*.py -->
| kept |
<!-- end -->
"""


class TestRow:
    @pytest.mark.parametrize(
        ("test", "sentence"),
        [
            ("TestWorkerKilled::test_is_replaced", "Worker killed is replaced"),
            (
                "TestLost::test_is_a_503[InCommit-disk full (53100)]",
                "Lost is a 503 (In commit, disk full (53100))",
            ),
            ("TestHangingRedis::test_is_spared", "Hanging Redis is spared"),
            ("test_all_is_well", "all is well"),
        ],
    )
    def test_is_a_sentence(self, test, sentence):
        assert Row(f"{FILE}::{test}", "").sentence == sentence


class TestPage:
    def test_gets_the_rows_of_the_tests_that_ran(self):
        assert filled(PAGE, [Row(f"{FILE}::TestKilled::test_is_replaced", "1 | 2")]) == FILLED
