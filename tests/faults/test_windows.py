"""The windows through which faults reach a request: without them the tests beside this one show nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.product.phone import CREATED, IN_PROGRESS, is_replay, outcome

from .windows import AfterCommit, InCommit, InTransaction, Window, built

pytestmark = pytest.mark.product


@pytest.fixture
def window(request, database, product_valkey) -> Window:
    if request.param is AfterCommit:
        return AfterCommit(product_valkey)
    return request.param(database, seconds=0.5)


class TestWindow:
    @pytest.mark.parametrize("window", [InTransaction, InCommit], indirect=True)
    def test_of_the_database_holds_a_request_before_it_is_committed(
        self, phone, books, database, window, key
    ):
        with built(database), ThreadPoolExecutor(1) as pool:
            with window.open():
                first = pool.submit(phone.post, key)
                assert window.somebody_is_inside()
                assert books.expenses() == 0
                assert outcome(phone.post(key)) == IN_PROGRESS
            assert outcome(first.result()) == CREATED
            assert is_replay(phone.post(key))

    @pytest.mark.parametrize("window", [AfterCommit], indirect=True)
    def test_before_redis_holds_a_request_after_it_is_committed(self, phone, books, redis_now, window, key):
        with window.open(), ThreadPoolExecutor(1) as pool:
            first = pool.submit(phone.post, key)
            assert window.somebody_is_inside()
            assert books.has_done(key)
            assert redis_now.keys() == []
            assert outcome(first.result()) == CREATED
