"""Redis may forget everything at any moment."""

import pytest

from .phone import CREATED, is_replay, outcome

pytestmark = pytest.mark.product


class TestFlushedRedis:
    def test_changes_no_answer_and_is_filled_again(self, phone, books, redis_now, key):
        first = phone.post(key)
        sealed = redis_now.keys()
        assert outcome(first) == CREATED
        assert len(sealed) == 1

        redis_now.flushall()
        from_ledger = phone.post(key)
        assert redis_now.keys() == sealed
        from_redis = phone.post(key)

        for retry in (from_ledger, from_redis):
            assert is_replay(retry)
            assert retry.content == first.content
        assert books.expenses() == 1
