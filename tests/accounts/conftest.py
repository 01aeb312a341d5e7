from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from hotelops.accounts.models import User
from tests.conftest import PASSWORD

from .admin_site import client_of


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Time stands still but for ``clock.shift``."""
    with time_machine.travel(timezone.now(), tick=False) as clock:
        yield clock


@pytest.fixture
def logged_in(api: APIClient, manager: User) -> dict[str, Any]:
    """What the manager's phone got at login."""
    return api.post("/auth/login", {"email": manager.email, "password": PASSWORD}).json()


@pytest.fixture
def first(logged_in: dict[str, Any]) -> str:
    """The first refresh token of the manager's phone."""
    return logged_in["refreshToken"]


@pytest.fixture
def superuser(db) -> Client:
    return client_of(User.objects.create_superuser("admin@example.com", PASSWORD))


@pytest.fixture
def managers_site(manager: User) -> Client:
    return client_of(manager)


@pytest.fixture
def owners_site(owner: User) -> Client:
    return client_of(owner)
