"""Ways in which a Redis refuses to be one, each with a beginning and an end."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.servers import Valkey

from .redis_busy import busy_with_a_script, loading

Fault = Callable[[Valkey], AbstractContextManager[None]]


@contextmanager
def refused(valkey: Valkey) -> Iterator[None]:
    valkey.stop()
    try:
        yield
    finally:
        valkey.start()


@contextmanager
def hanging(valkey: Valkey) -> Iterator[None]:
    valkey.pause()
    try:
        yield
    finally:
        valkey.resume()


@contextmanager
def hanging_for_writes(valkey: Valkey) -> Iterator[None]:
    """GET is answered, SET is not."""
    with valkey.admin() as client:
        client.client_pause(60_000, all=False)
        try:
            yield
        finally:
            client.client_unpause()


def configured(**settings: object) -> Fault:
    """Runs with other settings for a while; whoever is connected has to connect anew."""

    @contextmanager
    def fault(valkey: Valkey) -> Iterator[None]:
        with valkey.admin() as client:
            names = {name.replace("_", "-"): value for name, value in settings.items()}
            before = {name: str(client.config_get(name)[name]) for name in names}
            for name, value in names.items():
                client.config_set(name, str(value))
            client.client_kill_filter(_type="normal", skipme=True)
            try:
                yield
            finally:
                for name, value in before.items():
                    client.config_set(name, value)

    return fault


@contextmanager
def forbidden(valkey: Valkey) -> Iterator[None]:
    """The product may do nothing with keys."""
    with valkey.admin() as client:
        client.execute_command("ACL SETUSER default resetkeys")
        try:
            yield
        finally:
            client.execute_command("ACL SETUSER default allkeys")


@contextmanager
def read_only(valkey: Valkey) -> Iterator[None]:
    """A replica of nobody."""
    with valkey.admin() as client:
        client.replicaof("127.0.0.1", 1)
        try:
            yield
        finally:
            client.replicaof("NO", "ONE")


@contextmanager
def replica_without_master(valkey: Valkey) -> Iterator[None]:
    """One that does not answer from what it has: MASTERDOWN."""
    with configured(replica_serve_stale_data="no")(valkey), read_only(valkey):
        yield


FAULTS: dict[str, Fault] = {
    "refused": refused,
    "hanging": hanging,
    "hanging for writes": hanging_for_writes,
    "full": configured(maxmemory="1mb", maxmemory_policy="noeviction"),
    "read only": read_only,
    "a replica without its master": replica_without_master,
    "lacking replicas": configured(min_replicas_to_write=1),
    "loading": loading,
    "busy with a script": busy_with_a_script,
    "wrong password": configured(requirepass="another one"),
    "forbidden": forbidden,
    "out of clients": configured(maxclients=1),
}
