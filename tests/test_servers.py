"""The servers of the tests can be trusted: they start, stop, hang and come back as told."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from .servers import Postgres, Product, Valkey, wait_until
from .servers.product import ROOT

pytestmark = pytest.mark.servers


@pytest.fixture
def own_valkey():
    with Valkey() as server:
        yield server


class TestPostgres:
    def test_keeps_its_data_over_a_restart(self):
        with Postgres() as server:
            url = server.create_database("kept")
            with psycopg.connect(url) as connection:
                connection.execute("CREATE TABLE proof AS SELECT 42 AS answer")
            server.stop()
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(url, connect_timeout=2)
            server.start()
            with psycopg.connect(url) as connection:
                assert connection.execute("SELECT answer FROM proof").fetchone() == (42,)

    def test_replaces_a_database_of_the_same_name(self, postgres):
        url = postgres.create_database("replaced")
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE proof ()")
        with psycopg.connect(postgres.create_database("replaced")) as connection:
            assert connection.execute("SELECT to_regclass('proof')").fetchone() == (None,)

    def test_removes_its_directory(self):
        with Postgres() as server:
            directory = server.directory
            assert (directory / "data").is_dir()
        assert not directory.exists()


class TestValkey:
    def test_forgets_everything_over_a_restart(self, own_valkey):
        own_valkey.client().set("a", "b")
        own_valkey.stop()
        with pytest.raises(redis.ConnectionError):
            own_valkey.client().get("a")
        own_valkey.start()
        assert own_valkey.client().get("a") is None

    def test_hangs_while_paused(self, own_valkey):
        client = own_valkey.client(socket_timeout=0.1, retry_on_timeout=False)
        own_valkey.pause()
        with pytest.raises(redis.TimeoutError):
            client.get("a")
        own_valkey.resume()
        assert client.get("a") is None

    def test_takes_arguments_and_a_password(self):
        with Valkey("--maxmemory", "2mb", password="secret") as server:
            assert server.client().config_get("maxmemory") == {"maxmemory": str(2 * 1024**2)}
            with pytest.raises(redis.AuthenticationError):
                Valkey(url=f"redis://127.0.0.1:{server.port}").client().ping()

    def test_shows_its_log_when_it_does_not_come_up(self):
        with pytest.raises(RuntimeError, match="no-such-option"), Valkey("--no-such-option", "1"):
            pass

    def test_ends_with_tests_that_were_killed(self):
        script = """
import os, signal
from tests.servers import Valkey

server = Valkey()
server.start()
print(server.url, server.directory, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
        # The output ends with the last process that holds it: the guard, once it has tidied up.
        killed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        url, directory = killed.stdout.split()
        assert not Valkey(url=url).answers()
        assert not Path(directory).exists()


class TestBorrowedServer:
    def test_is_never_stopped(self, own_valkey):
        borrowed = Valkey(url=own_valkey.url)
        borrowed.start()
        with pytest.raises(pytest.skip.Exception):
            borrowed.stop()
        borrowed.close()
        assert own_valkey.client().ping()


@pytest.mark.product
class TestProduct:
    def test_serves_while_a_killed_worker_is_replaced(self, product):
        killed, survivor = product.worker_pids()
        product.kill_worker(killed)
        with product.client() as client:
            assert client.get("/health/live").status_code == 200
        assert wait_until(product.is_complete)
        assert killed not in product.worker_pids()
        assert survivor in product.worker_pids()

    def test_refuses_to_kill_what_is_no_worker(self, product):
        with pytest.raises(ValueError, match="not a worker"):
            product.kill_worker(product.pid)

    def test_leaves_no_process_behind(self, postgres):
        with Valkey() as valkey:
            url = postgres.create_database("stopped")
            with Product(database_url=url, redis_url=valkey.url) as product:
                processes = [product.pid, *product.worker_pids()]
            for pid in processes:
                with pytest.raises(ProcessLookupError):
                    os.kill(pid, 0)

    def test_says_why_it_does_not_come_up(self, postgres):
        with (
            pytest.raises(RuntimeError, match="SECRET_KEY is missing or shorter"),
            Product(database_url=postgres.url, redis_url="", SECRET_KEY="short"),
        ):
            pass
