"""Workers are replaced while clients write, as in a deployment: `SIGHUP` to the main process."""

import os
import time
from collections.abc import Iterator

import pytest

from tests.product.phone import CREATED, outcome, token_of
from tests.product.sockets import is_gone
from tests.servers import Product, wait_until
from tests.servers.product import SECRETS

from .worker_restarts import GIVEN_UP, REPLACED, SECRET, SPAWNING, Deployment, writers_at_work
from .writers import assert_done_once, expense, told

pytestmark = pytest.mark.product

SOAK = float(os.environ.get("SOAK", "1"))
RESTARTS, SECONDS = round(20 * SOAK), 90 * SOAK
"""On a busy machine the time is over before so many are done; some are in any case."""
FEWEST = 5
RETRIES = 3
OTHER_SECRET = SECRETS[SECRET][::-1]


@pytest.fixture(scope="module")
def secret_file(tmp_path_factory):
    file = tmp_path_factory.mktemp("secrets") / "jwt"
    file.write_text(SECRETS[SECRET])
    return file


@pytest.fixture(scope="module")
def product(database, product_valkey, secret_file) -> Iterator[Product]:
    secret = {f"{SECRET}_FILE": str(secret_file)}
    with Product(database_url=database, redis_url=product_valkey.url, **secret) as product:
        yield product


@pytest.fixture
def deployment(product, secret_file, books) -> Deployment:
    return Deployment(product, secret_file)


class TestRollingRestarts:
    def test_lose_no_acknowledged_write_and_do_none_twice(
        self, deployment, product, token, phone, database, measured
    ):
        began, restarts = time.monotonic(), 0
        with writers_at_work(product, token) as writers:
            while restarts < FEWEST or (restarts < RESTARTS and time.monotonic() < began + SECONDS):
                deployment.replace_all()
                restarts += 1
        assert_done_once(writers.acknowledged, database, expense(phone))
        assert max(len(write.told) for write in writers.acknowledged) <= RETRIES
        measured(f"{restarts} restarts of 2 workers, {told(writers.acknowledged)}")


class TestRollingRestart:
    def test_goes_on_when_an_old_worker_is_killed(
        self, deployment, product, token, phone, database, measured
    ):
        with writers_at_work(product, token) as writers:
            deployment.begin()
            deployment.successor()
            killed = deployment.workers[-1]
            product.kill_worker(killed)
            assert wait_until(lambda: is_gone(killed))
            assert deployment.ends_with(REPLACED)
            deployment.assert_all_are_new()
        assert_done_once(writers.acknowledged, database, expense(phone))
        assert deployment.log.count(SPAWNING) == 2, "the killed one was replaced twice"
        measured(f"all new, {told(writers.acknowledged)}")

    def test_is_given_up_when_a_successor_is_killed(
        self, deployment, product, token, phone, database, measured
    ):
        with writers_at_work(product, token) as writers:
            deployment.begin()
            product.kill_worker(deployment.successor())
            assert deployment.ends_with(GIVEN_UP)
            assert product.worker_pids() == deployment.workers
        assert_done_once(writers.acknowledged, database, expense(phone))
        deployment.replace_all()
        measured(f"the old ones go on, {told(writers.acknowledged)}; the next restart succeeds")

    def test_is_given_up_when_a_secret_is_broken(self, deployment, product, phone, key, measured):
        deployment.write_secret("too short")
        try:
            deployment.begin()
            assert deployment.ends_with(GIVEN_UP)
        finally:
            deployment.write_secret()
        assert f"{SECRET} is missing or shorter" in deployment.log
        assert product.worker_pids() == deployment.workers
        assert outcome(phone.post(key)) == CREATED
        measured("the old ones go on; the log says what is the matter")

    def test_brings_new_secrets(self, deployment, product, token, phone, key, measured):
        deployment.write_secret(OTHER_SECRET)
        try:
            deployment.replace_all()
            assert outcome(phone.post(key)) == (401, "invalid_token")
            assert token_of(product) != token
        finally:
            deployment.write_secret()
            deployment.replace_all()
        assert outcome(phone.post(key)) == CREATED
        measured("tokens of the old signing key are refused, new ones taken")
