"""Postgres refuses a statement or a COMMIT with an error that is not the client's."""

import pytest

from tests.product.phone import is_replay, outcome

from .postgres_promise import Request, assert_unavailable
from .postgres_raising import IN_COMMIT, IN_TRANSACTION, raising

pytestmark = pytest.mark.product

RAISED = {
    "25006": "read-only server",
    "25P03": "idle in transaction",
    "53100": "disk full",
    "53200": "out of memory",
    "55P03": "lock timeout",
    "57014": "statement timeout",
    "58030": "I/O error",
}
MISTAKES = {
    "42501": "permission denied",
    "42P01": "table missing",
    "XX002": "index corrupted",
}


@pytest.fixture
def request_(phone, books, database, redis_now, key) -> Request:
    return Request(phone, database, redis_now, key)


class TestRefusedInsert:
    @pytest.mark.parametrize("code", RAISED)
    @pytest.mark.parametrize("when", [IN_TRANSACTION, IN_COMMIT], ids=["in the transaction", "in COMMIT"])
    def test_is_a_503_that_keeps_nothing(self, request_, database, code, when, measured):
        with raising(database, when=when) as errors:
            errors.raise_next(code, times=1)
            assert_unavailable(request_.send())
            assert request_.left_nothing()
            assert not is_replay(request_.converge().first)
        measured(f"{RAISED[code]} ({code}): 503, nothing kept; the retry gets 201")


class TestMistakeOfAnOperator:
    @pytest.mark.parametrize("code", MISTAKES)
    def test_is_a_500_that_keeps_nothing(self, request_, database, code, measured):
        """Waiting does not help: somebody has to look. The log says where."""
        with raising(database) as errors:
            errors.raise_next(code, times=1)
            assert outcome(request_.send()) == (500, "internal_error")
            assert request_.left_nothing()
            assert not is_replay(request_.converge().first)
        measured(f"{MISTAKES[code]} ({code}): 500, nothing kept; once mended the retry gets 201")
