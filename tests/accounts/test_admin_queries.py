"""Lists of the admin site take as many statements for many rows as for a few."""

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hotelops.accounts.models import LoginAttempts, Organisation, Role, User
from idempotency.models import OutcomeCount
from tests.conftest import new_property
from tests.hotels import Hotel

from .admin_site import client_of

AT_MOST = 12


@pytest.fixture
def make_hotels(redis_client, login):
    """Makes organisations with rows of every kind."""

    def make(number: int) -> None:
        for _ in range(number):
            organisation = Organisation.objects.create(name="Another")
            email = f"manager-{organisation.pk}@example.com"
            manager = User.objects.create_user(email, role=Role.MANAGER, organisation=organisation)
            Hotel(login(manager), new_property(organisation), manager).make_all()
            OutcomeCount.objects.create(minute=manager.created_at, outcome="executed", count=1)
            LoginAttempts.objects.admit(email)

    return make


@pytest.fixture
def statements(admin_user):
    """Counts those of each list."""
    client = client_of(admin_user)

    def count() -> dict[str, int]:
        counts = {}
        for model, admin in site._registry.items():
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/admin/{admin.opts.label_lower.replace('.', '/')}/").status_code == 200
            counts[model.__name__] = len(asked)
        return counts

    return count


def test_lists_take_as_many_statements_for_many_rows(make_hotels, statements, measured):
    make_hotels(2)
    few = statements()
    make_hotels(3)
    assert statements() == few
    assert max(few.values()) <= AT_MOST
    measured(", ".join(f"{name} {count}" for name, count in few.items()))
