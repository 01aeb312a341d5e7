"""Two instances behind nginx, as it is shipped, on one Postgres and one Valkey."""

import re
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest

from tests.faults.postgres_promise import UNAVAILABLE
from tests.faults.writers import BROKEN, WRITERS, Writers, assert_done_once, expense, told
from tests.product.phone import CREATED, IN_PROGRESS, Phone, is_replay, outcome, token_of
from tests.servers import Product, Valkey, wait_until
from tests.servers.nginx import Nginx
from tests.servers.product import end
from tests.servers.server import free_port

from .shipped import healthcheck

pytestmark = pytest.mark.product

FROM_NGINX = (502, "server_unavailable")
MAY_BE_TOLD = (UNAVAILABLE, IN_PROGRESS, FROM_NGINX, BROKEN)
RETRIES = 10
"""A tenth of a second apart, where Retry-After asks for one."""
UPSTREAM = re.compile(r"127\.0\.0\.1:(\d+)")


@pytest.fixture(scope="module")
def database(demo_database) -> str:
    return demo_database("two_instances")


@pytest.fixture(scope="module")
def shared_valkey() -> Iterator[Valkey]:
    with Valkey() as server:
        yield server


@pytest.fixture(scope="module")
def instances(database, shared_valkey) -> Iterator[list[Product]]:
    urls = {"database_url": database, "redis_url": shared_valkey.url}
    with Product(**urls) as one, Product(**urls) as another:
        yield [one, another]


@pytest.fixture(scope="module")
def nginx(instances) -> Iterator[Nginx]:
    with Nginx(*(instance.port for instance in instances)) as nginx:
        yield nginx


@pytest.fixture(scope="module")
def phone(nginx) -> Iterator[Phone]:
    phone = Phone(nginx, token_of(nginx))
    with phone.client:
        yield phone


def log(nginx: Nginx) -> list[str]:
    return nginx.access_log.read_text().splitlines()


def asked(nginx: Nginx, phone: Phone, key: str) -> tuple[httpx.Response, int]:
    """The answer, and the port of the instance that gave it, as the log of nginx says."""
    before = len(log(nginx))
    answer = phone.post(key)
    assert wait_until(lambda: len(log(nginx)) > before)
    [port] = UPSTREAM.findall(log(nginx)[-1])
    return answer, int(port)


def writer_in(line: str) -> int | None:
    """The port of the instance that has done a write."""
    return int(UPSTREAM.findall(line)[-1]) if " 201 " in line else None


def power_off(instance: Product) -> None:
    """All its processes end at once."""
    workers = instance.worker_pids()
    instance.crash()
    for pid in workers:
        end(pid)


class TestTwoInstances:
    @pytest.mark.parametrize("forget", [False, True], ids=["from Redis", "from the ledger"])
    def test_replay_what_the_other_one_has_done(
        self, nginx, phone, instances, shared_valkey, key, forget, measured
    ):
        first, writer = asked(nginx, phone, key)
        if forget:
            with shared_valkey.client() as client:
                client.flushall()
        replays = [asked(nginx, phone, key) for _ in range(3)]
        assert outcome(first) == CREATED
        assert all(is_replay(replay) and replay.content == first.content for replay, _ in replays)
        assert {port for _, port in replays} == {instance.port for instance in instances}
        assert replays[0][1] != writer
        measured("written on one, replayed from the other, byte for byte")


class TestHealthcheckOfTheImage:
    def test_tells_whether_an_instance_serves(self, instances):
        code = healthcheck()[2]
        ports = [instances[0].port, free_port()]
        ends = [
            subprocess.run(
                [sys.executable, "-c", code], env={"PORT": str(port)}, capture_output=True, check=False
            )
            for port in ports
        ]
        assert [end.returncode for end in ends] == [0, 1]


class TestInstanceLost:
    def test_loses_no_acknowledged_write_and_is_used_again_when_it_is_back(
        self, nginx, phone, instances, database, measured
    ):
        writers = Writers([expense(phone)] * WRITERS, MAY_BE_TOLD)
        lost = instances[0]
        with writers.at_work():
            assert writers.write_some_more()
            power_off(lost)
            assert writers.write_some_more()
            before = len(log(nginx))
            lost.start()
            assert wait_until(lambda: lost.port in map(writer_in, log(nginx)[before:]), 60)
            assert writers.write_some_more()
        assert writers.failures == []
        assert_done_once(writers.acknowledged, database, expense(phone))
        assert max(len(write.told) for write in writers.acknowledged) <= RETRIES
        measured(told(writers.acknowledged))
