from collections.abc import Callable, Iterator
from functools import partial

import pytest
import redis
from django.conf import settings
from django_redis import get_redis_connection
from rest_framework.test import APIClient

from hotelops.accounts import sessions, tokens
from hotelops.accounts.models import Organisation, Property, Role, User
from idempotency import replay_cache
from idempotency.breaker import CircuitBreaker

from .hotels import Hotel
from .servers import DemoData, Postgres, Product, Valkey

pytest_plugins = ["tests.measured", "tests.screenshots"]

PASSWORD = "correct horse battery"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselects what this round cannot show; the other round runs it."""
    foreign = {"embedded"} if settings.ON_SERVERS else {"servers", "product"}
    deselected = [item for item in items if foreign & {mark.name for mark in item.iter_markers()}]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if item not in deselected]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The Postgres that these tests run on; a test that stops it starts it again."""
    assert settings.POSTGRES, "this test needs servers: mark it with pytest.mark.servers"
    with settings.POSTGRES as server:
        yield server


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """The Valkey that these tests run on; a test that stops or pauses it starts or resumes it again."""
    assert settings.VALKEY, "this test needs servers: mark it with pytest.mark.servers"
    with settings.VALKEY as server:
        yield server


@pytest.fixture(scope="session")
def servers(request: pytest.FixtureRequest) -> None:
    """What Django's connections lead to is running."""
    if settings.ON_SERVERS:
        request.getfixturevalue("postgres")
        request.getfixturevalue("valkey")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(servers, tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Servers come before the test database; SQLite's is a file, so that threads see the same one."""
    if not settings.ON_SERVERS:
        file = tmp_path_factory.mktemp("sqlite") / "test.sqlite3"
        settings.DATABASES["default"]["TEST"]["NAME"] = str(file)


@pytest.fixture(autouse=True)
def fresh_breaker(monkeypatch) -> None:
    """Each test is a fresh process to Redis' circuit breaker."""
    monkeypatch.setattr(replay_cache, "breaker", CircuitBreaker())


@pytest.fixture
def redis_client(servers) -> redis.Redis:
    """An emptied Redis, reached as the product reaches it."""
    client = get_redis_connection("default")
    client.flushall()
    return client


@pytest.fixture(scope="session")
def demo_database(postgres) -> Callable[[str], str]:
    """Makes a database with the demo data in it, and gives its URL."""
    with DemoData(database_url=postgres.create_database("demo"), redis_url=""):
        return partial(postgres.create_database, like="demo")


@pytest.fixture(scope="module")
def product(demo_database) -> Iterator[Product]:
    """The product in two processes, with a database and a Valkey of its own."""
    with (
        Valkey() as valkey,
        Product(database_url=demo_database("product"), redis_url=valkey.url) as product,
    ):
        yield product


@pytest.fixture
def api() -> APIClient:
    return APIClient()


@pytest.fixture
def login() -> Callable[[User], APIClient]:
    """Gives a client with a real access token of that user."""

    def client_of(user: User) -> APIClient:
        token = tokens.access_token(sessions.start(user))
        return APIClient(HTTP_AUTHORIZATION=f"Bearer {token}")

    return client_of


@pytest.fixture
def organisation(db) -> Organisation:
    return Organisation.objects.create(name="Seaside Hotels")


@pytest.fixture
def other_organisation(db) -> Organisation:
    return Organisation.objects.create(name="Mountain Lodges")


@pytest.fixture
def property_(organisation) -> Property:
    return new_property(organisation)


@pytest.fixture
def other_property(other_organisation) -> Property:
    return new_property(other_organisation)


@pytest.fixture
def owner(organisation) -> User:
    return new_user(organisation, Role.OWNER)


@pytest.fixture
def manager(organisation) -> User:
    return new_user(organisation, Role.MANAGER)


@pytest.fixture
def staff(organisation) -> User:
    return new_user(organisation, Role.STAFF)


@pytest.fixture
def other_manager(other_organisation) -> User:
    return new_user(other_organisation, Role.MANAGER)


@pytest.fixture
def own(login, property_, manager) -> Hotel:
    """The hotel of whoever asks."""
    return Hotel(login(manager), property_, manager)


@pytest.fixture
def foreign(login, other_property, other_manager) -> Hotel:
    """A hotel of another organisation."""
    return Hotel(login(other_manager), other_property, other_manager)


def new_property(organisation: Organisation) -> Property:
    return Property.objects.create(
        organisation=organisation, name="Bay View", country="IN", currency="INR", time_zone="Asia/Kolkata"
    )


def new_user(organisation: Organisation, role: Role) -> User:
    email = f"{role}-of-{organisation.pk}@example.com"
    return User.objects.create_user(email, PASSWORD, name=role.label, role=role, organisation=organisation)
