"""A Redis that has something else to do than to answer."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import redis

from tests.servers import Valkey, wait_until

MANY_KEYS = 4000
SLOW_LOAD = 5000
"""Microseconds a key: with so many keys it takes twenty seconds, unless the fault ends earlier."""
EVENTS_EACH = 1024
"""Bytes, as many as a value has: after each of them the server tells its clients that it is loading."""


@contextmanager
def loading(valkey: Valkey) -> Iterator[None]:
    with valkey.admin() as client, busy_client(valkey, "DEBUG", "RELOAD") as reload:
        client.config_set("rdbcompression", "no")
        client.execute_command("DEBUG", "POPULATE", MANY_KEYS, "key", EVENTS_EACH)
        client.config_set("loading-process-events-interval-bytes", EVENTS_EACH)
        client.config_set("key-load-delay", SLOW_LOAD)
        reload.start()
        assert wait_until(lambda: says(valkey, redis.exceptions.BusyLoadingError))
        try:
            yield
        finally:
            client.config_set("key-load-delay", 0)


@contextmanager
def busy_with_a_script(valkey: Valkey) -> Iterator[None]:
    with valkey.admin() as client, busy_client(valkey, "EVAL", "while true do end", 0) as script:
        client.config_set("busy-reply-threshold", 1)
        script.start()
        assert wait_until(lambda: says(valkey, redis.exceptions.ResponseError))
        try:
            yield
        finally:
            client.script_kill()


@contextmanager
def busy_client(valkey: Valkey, *command: object) -> Iterator[threading.Thread]:
    """A client of whose command the server can do nothing else; it ends with the fault."""

    def run() -> None:
        with valkey.client() as client, suppress(redis.exceptions.ResponseError):
            client.execute_command(*command)

    thread = threading.Thread(target=run)
    yield thread
    thread.join()


def says(valkey: Valkey, error: type[Exception]) -> bool:
    try:
        with valkey.client(socket_timeout=1, retry=None) as client:
            client.get("anything")
    except error:
        return True
    except redis.RedisError:
        return False
    return False
