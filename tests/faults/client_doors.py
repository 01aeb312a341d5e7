"""Fixtures of the two ways to the product: granian itself, and nginx as it is shipped."""

from collections.abc import Iterator

import pytest

from tests.product.phone import NEW_CONNECTION_EACH, Phone
from tests.servers import Product
from tests.servers.nginx import Nginx

from .client_connection import ENDINGS, Connection

Door = Product | Nginx


@pytest.fixture(scope="module")
def nginx(product: Product) -> Iterator[Nginx]:
    with Nginx(product.port) as nginx:
        yield nginx


@pytest.fixture(scope="module", params=["granian", "nginx"])
def door(request: pytest.FixtureRequest, product: Product) -> Door:
    return request.getfixturevalue("nginx") if request.param == "nginx" else product


@pytest.fixture
def phone(product: Product, door: Door, token: str) -> Iterator[Phone]:
    """At that door."""
    with door.client(limits=NEW_CONNECTION_EACH, timeout=20) as client:
        yield Phone(product, token, client)


@pytest.fixture(params=ENDINGS)
def end(request: pytest.FixtureRequest):
    """How a client ends its connection."""
    return ENDINGS[request.param]


@pytest.fixture
def connection(door: Door) -> Iterator[Connection]:
    with Connection(door) as connection:
        yield connection
