from uuid import uuid4

import pytest

from hotelops.accounts.models import Property
from tests.examples import EXPENSE, REVENUE


def fresh_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@pytest.fixture
def expense(property_):
    """A sound expense of the property, as a client writes it."""
    return {**EXPENSE, "propertyId": property_.pk}


@pytest.fixture
def revenue(property_):
    """A sound revenue of the property, as a client writes it."""
    return {**REVENUE, "propertyId": property_.pk}


@pytest.fixture
def post():
    """Posts with a fresh key."""

    def posted(client, path, body, **extra):
        return client.post(path, body, format="json", headers=fresh_key(), **extra)

    return posted


@pytest.fixture
def add(post, property_):
    """Stores an expense or a revenue through the API and gives the answer's body."""

    def added(client, kind="expenses", **fields):
        sound = EXPENSE if kind == "expenses" else REVENUE
        body = {**sound, "propertyId": property_.pk, **fields}
        response = post(client, f"/v1/finance/{kind}", body)
        assert response.status_code == 201, response.content
        return response.json()

    return added


@pytest.fixture
def hotel_in(organisation):
    """Gives a new property in a time zone."""

    def new(time_zone):
        return Property.objects.create(
            organisation=organisation, name=time_zone, country="US", currency="USD", time_zone=time_zone
        )

    return new
