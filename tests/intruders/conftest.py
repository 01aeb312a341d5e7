from collections.abc import Iterator

import pytest

from tests.product.conftest import *  # noqa: F403 the fixtures of the running product
from tests.servers import Postgres, Product, Valkey

from .door import Door
from .people import Office, Person
from .register import Register


@pytest.fixture(scope="package")
def watched_database(postgres: Postgres) -> str:
    """Without demo data: their passwords would have been hashed by somebody who does not tell."""
    return postgres.create_database("watched")


@pytest.fixture(scope="package")
def watched_valkey() -> Iterator[Valkey]:
    with Valkey() as valkey:
        yield valkey


@pytest.fixture(scope="package")
def watched(watched_database, watched_valkey) -> Iterator[Product]:
    """The product, which logs all it can, and each time that it hashes or evaluates a password."""
    settings = {"DJANGO_SETTINGS_MODULE": "tests.intruders.watched_settings", "LOG_LEVEL": "DEBUG"}
    with Product(database_url=watched_database, redis_url=watched_valkey.url, **settings) as watched:
        watched.manage("create_demo_data", DEBUG="on")
        yield watched


@pytest.fixture(scope="package")
def door(watched) -> Iterator[Door]:
    door = Door(watched)
    with door.client:
        yield door


@pytest.fixture(scope="package")
def office(watched) -> Iterator[Office]:
    office = Office(watched)
    with office.backstage.client:
        office.enter()
        yield office


@pytest.fixture
def register(watched, watched_database) -> Register:
    return Register(watched_database)


@pytest.fixture
def person(office) -> Person:
    """A manager of the demo organisation, hired for this test."""
    return office.hire("manager")
