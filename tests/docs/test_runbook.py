"""The runbook: each trouble is provoked and seen as it says, its steps are followed, and it is gone."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import redis

from tests.product.phone import CREATED, NEW_CONNECTION_EACH, Phone, is_replay, outcome, token_of
from tests.servers import DemoData, Postgres, Product, Valkey, wait_until
from tests.servers.valkey_tls import TlsFront
from tests.threads import at_once

from .conftest import shell_of
from .night import SETTINGS, Night, Section

pytestmark = [
    pytest.mark.product,
    pytest.mark.servers,
    pytest.mark.skipif(shutil.which("redis-cli") is None, reason="redis-cli is not installed"),
]

PASSWORD = "new-password-of-Redis"
PROCESSES, CROWD = 2, 16
UNAVAILABLE = (503, "database_unavailable")


@pytest.fixture(scope="module")
def night_postgres() -> Iterator[Postgres]:
    with Postgres() as server:
        yield server


@pytest.fixture(scope="module")
def night_valkey() -> Iterator[Valkey]:
    with Valkey("--maxmemory-policy", "noeviction") as server:
        yield server


@pytest.fixture(scope="module")
def conf(tmp_path_factory, night_valkey) -> Path:
    folder = tmp_path_factory.mktemp("conf")
    values = {"redis_url": night_valkey.url, "redis_max_connections": "4", "idempotency_ttl": "86400"}
    for name in SETTINGS:
        (folder / name.lower()).write_text(values.get(name.lower(), ""))
    return folder


@pytest.fixture(scope="module")
def night(night_postgres, night_valkey, conf, tmp_path_factory) -> Iterator[Night]:
    url = night_postgres.create_database("night")
    with DemoData(database_url=url, redis_url=""):
        files = {f"{name}_FILE": str(conf / name.lower()) for name in SETTINGS}
    with (
        Product(database_url=url, redis_url="", **files) as product,
        product.client(limits=NEW_CONNECTION_EACH, timeout=20) as client,
    ):
        place = {"CONF": str(conf), "HOTELOPS_PID": str(product.pid), "REDIS_URL": night_valkey.url}
        shell = shell_of(product, tmp_path_factory.mktemp("checkout"), **place, NEW_PASSWORD=PASSWORD)
        phone = Phone(product, token_of(product), client)
        yield Night(night_postgres, night_valkey, product, phone, shell, conf)


@contextmanager
def configured(night: Night, **settings: str) -> Iterator[redis.Redis]:
    """Redis, until it is as it was before; gives a connection that stays."""
    with night.valkey.admin() as admin:
        before = {name: str(admin.config_get(name)[name]) for name in settings}
        for name, value in settings.items():
            admin.config_set(name, value)
        admin.client_kill_filter(_type="normal", skipme=True)
        try:
            yield admin
        finally:
            for name, value in before.items():
                admin.config_set(name, value)


class TestRedis:
    def test_that_cannot_be_reached(self, night):
        section = Section("Redis cannot be reached")
        assert night.comes_back()
        night.valkey.stop()
        night.see(section)
        assert outcome(night.phone.post(str(uuid4()))) == CREATED
        night.valkey.start()
        night.follow(section)
        assert night.comes_back()

    def test_that_refuses_the_password(self, night):
        section = Section("Redis refuses the password")
        with configured(night, requirepass=PASSWORD):
            night.see(section)
            night.follow(section)
            assert night.comes_back()
        night.set("REDIS_PASSWORD", "")

    def test_that_is_full(self, night):
        section = Section("Redis is full")
        with night.valkey.client() as client:
            for number in range(2000):
                client.set(f"idempotency:1:filling-{number}", b"x" * 500, ex=600)
            used = client.info("memory")["used_memory"]
        with configured(night, **{"maxmemory": str(used * 9 // 10), "maxmemory-policy": "noeviction"}):
            assert not night.is_answered_by_redis()
            night.see(section)
            night.follow(section)
            assert night.comes_back()

    def test_that_speaks_tls(self, night, tmp_path):
        section = Section("Redis speaks TLS")
        with TlsFront(night.valkey.port, tmp_path) as front:
            shutil.copy(front.certificate, night.conf / "redis-ca.pem")
            night.set("REDIS_URL", f"rediss://127.0.0.1:{front.port}/0")
            night.see(section)
            assert not night.is_answered_by_redis()
            night.follow(section)
            assert night.comes_back()
            night.set("REDIS_URL", night.valkey.url)

    def test_that_has_too_few_connections(self, night):
        section = Section("Redis has too few connections")
        with configured(night, maxclients="6") as admin:
            at_once(CROWD, lambda _: night.phone.post(str(uuid4())))
            night.see(section)
            night.follow(section)
            at_once(CROWD, lambda _: night.phone.post(str(uuid4())))
            assert wait_until(lambda: len(admin.client_list(_type="normal")) <= PROCESSES + 1)
            assert night.comes_back()
        night.set("REDIS_MAX_CONNECTIONS", "4")


class TestPostgres:
    def test_that_is_away(self, night):
        section = Section("Postgres is away")
        night.postgres.stop()
        night.see(section)
        key = str(uuid4())
        assert outcome(night.phone.post(key)) == UNAVAILABLE
        night.postgres.start()
        assert night.phone.insist(key, while_told=UNAVAILABLE).status_code == 201
        night.follow(section)

    def test_that_is_restored_from_a_backup(self, night):
        """The write after the backup is lost, and its key runs again."""
        section = Section("A backup is restored")
        before, after = str(uuid4()), str(uuid4())
        kept = night.phone.insist(before, while_told=UNAVAILABLE)
        night.follow(section, "backup")
        assert outcome(night.phone.insist(after, while_told=UNAVAILABLE)) == CREATED
        night.follow(section)
        again = night.phone.insist(after, while_told=UNAVAILABLE)
        assert (outcome(again), is_replay(again)) == (CREATED, False)
        replay = night.phone.post(before)
        assert (replay.content, is_replay(replay)) == (kept.content, True)


class TestSettings:
    def test_that_shorten_the_ttl(self, night):
        night.follow(Section("Shorten the TTL"))
        key = str(uuid4())
        assert outcome(night.phone.post(key)) == CREATED
        with night.valkey.client() as client:
            assert wait_until(lambda: 0 < client.ttl(f"idempotency:1:{key}") <= 3600)
        night.set("IDEMPOTENCY_TTL", "86400")


class TestUpgrade:
    def test_refuses_nobody(self, night):
        section = Section("Upgrade without downtime")
        with ThreadPoolExecutor(1) as operator:
            upgraded = operator.submit(night.follow, section)
            answers = [night.phone.post(str(uuid4()))]
            while not upgraded.done():
                answers.append(night.phone.post(str(uuid4())))
            upgraded.result()
        assert {outcome(answer) for answer in answers} == {CREATED}
