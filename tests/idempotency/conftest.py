from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from rest_framework.response import Response
from rest_framework.test import APIClient

from tests.idempotency.views import GroupViewSet

Post = Callable[..., Response]


@pytest.fixture(autouse=True)
def fresh_views(redis_client, settings) -> Iterator[None]:
    """Redis is empty, and the test views are there."""
    settings.ROOT_URLCONF = "tests.idempotency.urls"
    GroupViewSet.prepared.clear()
    yield
    GroupViewSet.deadlocks.clear()


@pytest.fixture
def phone(login, manager) -> APIClient:
    return login(manager)


@pytest.fixture
def post(phone) -> Post:
    """Posts JSON with a key; further arguments are the test client's."""

    def send(path: str = "/groups", data: Any = None, key: str | None = "key-1", **options: Any) -> Response:
        headers = options.pop("headers", {}) | ({"Idempotency-Key": key} if key is not None else {})
        return phone.post(path, {"name": "first"} if data is None else data, headers=headers, **options)

    return send


def groups() -> list[str]:
    return sorted(Group.objects.values_list("name", flat=True))


@pytest.fixture
def working_redis(settings) -> str:
    """The URL of the Redis that the tests run on."""
    url: str = settings.CACHES["default"]["LOCATION"]
    return url
