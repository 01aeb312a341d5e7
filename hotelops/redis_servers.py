"""What REDIS_URL names: one server, the Sentinels that know which one is the master, or nodes of a cluster.

Whatever it is, a command is answered within some tenths of a second, or fails.
"""

from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.connection import parse_url
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import InvalidResponse
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

TIMEOUT: Final = 0.1
"""Seconds to connect, to get an answer, and to wait for a connection of the pool."""
# RESP2 without CLIENT SETINFO: a new connection costs no round trip.
PLAIN: Final = {"protocol": 2, "driver_info": None}
# A pooled connection that the server closed is replaced at once; a timeout is never repeated.
ONE_RETRY: Final = Retry(NoBackoff(), 1, (RedisConnectionError,))
# The next command asks anew for the right server. Behind Sentinels, redis-py closes a connection after the
# errors that are named here and no others: it would stay with a server that hangs.
NO_RETRY: Final = Retry(NoBackoff(), 0, (RedisConnectionError, RedisTimeoutError, InvalidResponse))

Options = dict[str, Any]
Servers = tuple[str, Options, Options]
"""LOCATION, and what stands in OPTIONS and CONNECTION_POOL_KWARGS beside the usual."""


def cache(url: str, *, password: str, sentinel_password: str, max_connections: int) -> Options:
    """A django-redis cache on the servers that the URL names. Raises ImproperlyConfigured."""
    location, options, pool = servers(urlsplit(url), sentinel_password)
    return {
        "BACKEND": "django_redis.cache.RedisCache",
        "LOCATION": location,
        "OPTIONS": {
            "PASSWORD": password or None,
            "CONNECTION_FACTORY": "hotelops.redis_clients.ServerFactory",
            "REDIS_CLIENT_CLASS": "hotelops.quick_redis.QuickRedis",
            "PARSER_CLASS": "hotelops.redis_clients.PunctualParser",
            "SOCKET_TIMEOUT": TIMEOUT,
            "SOCKET_CONNECT_TIMEOUT": TIMEOUT,
            "CONNECTION_POOL_CLASS": "hotelops.quick_redis.QuickPool",
            "CONNECTION_POOL_KWARGS": PLAIN | {"max_connections": max_connections} | pool,
        }
        | options,
    }


def servers(address: SplitResult, sentinel_password: str) -> Servers:
    match address.scheme.replace("rediss", "redis", 1):
        case "redis" | "unix":
            return address.geturl(), {}, {"timeout": TIMEOUT, "retry": ONE_RETRY}
        case "redis+sentinel":
            return sentinels(address, sentinel_password)
        case "redis+cluster":
            return cluster(address)
    raise ImproperlyConfigured(
        "REDIS_URL begins with redis://, redis+sentinel:// or redis+cluster://, or with rediss for TLS."
    )


def sentinels(address: SplitResult, password: str) -> Servers:
    _, name, database, *_ = f"{address.path}//".split("/")
    if not name:
        raise ImproperlyConfigured("REDIS_URL lacks the master's name: redis+sentinel://HOST,HOST,HOST/NAME")
    tls = tls_options(address)
    timeouts = {"socket_timeout": TIMEOUT, "socket_connect_timeout": TIMEOUT, "retry": NO_RETRY}
    options = {
        "CONNECTION_FACTORY": "hotelops.redis_clients.SentinelFactory",
        "CONNECTION_POOL_CLASS": "hotelops.redis_clients.SentinelPool",
        "SENTINELS": places(address, 26379),
        "SENTINEL_KWARGS": {"password": password or None} | timeouts | PLAIN | tls,
    }
    location = renamed(address, "redis", "master", f"/{database}")
    return location, options, {"service_name": name, "timeout": TIMEOUT, "retry": NO_RETRY} | tls


def cluster(address: SplitResult) -> Servers:
    (host, port), *others = places(address, 6379)
    options = {"CONNECTION_FACTORY": "hotelops.redis_clients.ClusterFactory", "OTHER_NODES": others}
    location = renamed(address, address.scheme.partition("+")[0], f"{host}:{port}", address.path)
    return location, options, {"retry": NO_RETRY}


def places(address: SplitResult, port: int) -> list[tuple[str, int]]:
    """The hosts, separated by commas, each with its port or this one."""
    hosts = [urlsplit(f"//{host}") for host in address.netloc.rpartition("@")[2].split(",")]
    return [(host.hostname or "localhost", host.port or port) for host in hosts]


def tls_options(address: SplitResult) -> Options:
    """Those in the query, for certificates; none without TLS."""
    if not address.scheme.startswith("rediss"):
        return {}
    query = parse_url(f"rediss://?{address.query}")
    return {"ssl": True} | {name: value for name, value in query.items() if name.startswith("ssl_")}


def renamed(address: SplitResult, scheme: str, host: str, path: str) -> str:
    """The URL with the same user, password and query."""
    user = address.netloc.rpartition("@")[0]
    return address._replace(scheme=scheme, netloc=f"{user}@{host}", path=path).geturl()
