import subprocess
import sys
from collections.abc import Iterator

import pytest
import redis

from hotelops import embedded_redis
from hotelops.environment import BASE_DIR
from tests.servers import wait_until

SERVER = "import sys; from pathlib import Path; from hotelops import embedded_redis; " + (
    "print(embedded_redis.start(Path(sys.argv[1])), flush=True); sys.stdin.read()"
)


@pytest.fixture
def server(tmp_path) -> Iterator[subprocess.Popen[str]]:
    """A process that has started an embedded Redis and printed its address; it ends with its input."""
    command = [sys.executable, "-c", SERVER, str(tmp_path)]
    with subprocess.Popen(
        command, cwd=BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def is_away(url):
    with redis.Redis.from_url(url) as client:
        try:
            return not client.ping()
        except redis.ConnectionError:
            return True


class TestEmbeddedRedis:
    def test_is_found_by_other_processes(self, server, tmp_path):
        url = server.stdout.readline().strip()
        assert embedded_redis.address(tmp_path) == url
        with redis.Redis.from_url(url, protocol=2) as client:
            assert client.set("idempotency:1:a", b"\x00\r\n\xff", ex=60, nx=True)
            assert client.get("idempotency:1:a") == b"\x00\r\n\xff"
            assert client.ttl("idempotency:1:a") == 60

    @pytest.mark.parametrize("end", ["kill", "terminate"])
    def test_ends_with_the_process_that_started_it(self, server, tmp_path, end):
        url = server.stdout.readline().strip()
        getattr(server, end)()
        assert wait_until(lambda: not embedded_redis.address(tmp_path))
        assert wait_until(lambda: is_away(url))

    def test_is_shared_by_a_second_server(self, server, tmp_path):
        url = server.stdout.readline().strip()
        assert embedded_redis.start(tmp_path) == url
        assert embedded_redis.address(tmp_path) == url

    def test_has_no_address_where_no_server_runs(self, tmp_path):
        assert embedded_redis.address(tmp_path) == ""
