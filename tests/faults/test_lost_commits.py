"""A database that lacks the last commits, and a Redis that remembers them: nothing may answer for them."""

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.product.phone import CREATED, Phone, is_replay, outcome, token_of
from tests.servers import Postgres, Product, wait_until
from tests.servers.forwarder import Forwarder
from tests.servers.pgbouncer import Pgbouncer
from tests.servers.postgres import run
from tests.servers.postgres_copies import ARCHIVING, Restored, Standby, archive_of

pytestmark = pytest.mark.product

UNAVAILABLE = (503, "database_unavailable")
KEPT, LOST = "kept-by-the-database", "lost-by-the-database"
RETRIES = 4
"""So many reach each process."""
POOLED_FOR = 1.0
"""Seconds for which a process believes a pooler that the server behind it is the same."""
BEHIND_POOLER = {"DATABASE_SESSION_SETTINGS": "off", "DATABASE_PREPARE_THRESHOLD": "0"}


@pytest.fixture
def primary() -> Iterator[Postgres]:
    with Postgres(**ARCHIVING) as server:
        server.create_database("hotelops")
        yield server


@pytest.fixture
def address(primary) -> Iterator[Forwarder]:
    """Leads to whoever is the primary."""
    with Forwarder(primary.port) as forwarder:
        yield forwarder


@pytest.fixture
def database_url(primary, address) -> str:
    return primary.url.replace(f":{primary.port}/", f":{address.port}/")


@pytest.fixture
def product(database_url, product_valkey) -> Iterator[Product]:
    with Product(database_url=database_url, redis_url=product_valkey.url) as product:
        product.manage("create_demo_data", DEBUG="on")
        yield product


@pytest.fixture
def token(product) -> str:
    return token_of(product)


@pytest.fixture
def kept(phone, redis_now) -> httpx.Response:
    """The first answer to a key whose commit is not lost."""
    return acknowledged(phone, KEPT)


def acknowledged(phone: Phone, key: str) -> httpx.Response:
    """A first answer; it is in Redis by now."""
    first = phone.insist(key, while_told=UNAVAILABLE)
    assert outcome(first) == CREATED
    assert is_replay(phone.insist(key, while_told=UNAVAILABLE))
    return first


def only_the_lost_key_runs_again(phone: Phone, kept: httpx.Response) -> str:
    """Asserts it, and says what was measured."""
    again = phone.insist(LOST, while_told=UNAVAILABLE)
    assert outcome(again) == CREATED
    assert not is_replay(again)
    for first, key in ((again, LOST), (kept, KEPT)):
        for _ in range(RETRIES):
            replay = phone.insist(key, while_told=UNAVAILABLE)
            assert is_replay(replay)
            assert (replay.content, replay.headers["Location"]) == (first.content, first.headers["Location"])
    assert len(phone.expenses("Test expense")) == 2
    return f"the lost key ran again, 2 rows for 2 keys, {2 * RETRIES} of {2 * RETRIES} replays right"


class TestPromotedStandby:
    def lose_a_commit(self, primary: Postgres, standby: Standby, phone: Phone) -> None:
        position = primary.ask("SELECT pg_current_wal_lsn()")
        assert wait_until(lambda: standby.has_seen(position))
        standby.lose_sight()
        acknowledged(phone, LOST)
        primary.crash()
        standby.promote()

    def test_runs_the_lost_key_again(self, primary, address, phone, kept, measured):
        with Standby(primary) as standby:
            self.lose_a_commit(primary, standby, phone)
            address.target = standby.port
            measured(only_the_lost_key_runs_again(phone, kept))


class TestPromotedStandbyBehindPgbouncer(TestPromotedStandby):
    """The product's connections outlive the failover."""

    @pytest.fixture
    def pgbouncer(self, database_url) -> Iterator[Pgbouncer]:
        with Pgbouncer(database_url, pool=2) as pgbouncer:
            yield pgbouncer

    @pytest.fixture
    def product(self, pgbouncer, product_valkey) -> Iterator[Product]:
        with Product(database_url=pgbouncer.url, redis_url=product_valkey.url, **BEHIND_POOLER) as product:
            product.manage("create_demo_data", DEBUG="on")
            yield product

    def test_runs_the_lost_key_again(self, primary, address, phone, kept, measured):
        with Standby(primary) as standby:
            self.lose_a_commit(primary, standby, phone)
            time.sleep(POOLED_FOR)  # no real failover is quicker
            address.target = standby.port
            measured(only_the_lost_key_runs_again(phone, kept))


class TestDatabaseRestoredToAPointInTime:
    def test_runs_the_lost_key_again(self, primary, address, phone, kept, measured):
        restored = Restored(primary, "before the loss")
        restored.take_backup()
        primary.ask("SELECT pg_create_restore_point('before the loss')")
        acknowledged(phone, LOST)
        segment = primary.ask("SELECT pg_walfile_name(pg_switch_wal())")
        assert wait_until((archive_of(primary) / segment).exists)
        primary.stop()
        with restored:
            assert wait_until(restored.is_back)
            address.target = restored.port
            measured(only_the_lost_key_runs_again(phone, kept))


class TestDiskSetBackToASnapshot:
    def test_runs_the_lost_key_again(self, primary, phone, kept, measured, tmp_path):
        """System identifier and timeline are the same as before."""
        primary.stop()
        run(["cp", "-a", str(primary.data), str(tmp_path / "snapshot")])
        primary.start()
        acknowledged(phone, LOST)
        primary.stop()
        run(["rm", "-r", str(primary.data)])
        run(["cp", "-a", str(tmp_path / "snapshot"), str(primary.data)])
        primary.start()
        measured(only_the_lost_key_runs_again(phone, kept))
