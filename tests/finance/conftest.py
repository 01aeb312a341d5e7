from uuid import uuid4

import pytest

from hotelops.accounts.models import Property

EXPENSE = {
    "category": "maintenance",
    "amountCents": 50000,
    "currency": "INR",
    "description": "Test expense",
    "expenseDate": "2025-12-13T10:00:00Z",
    "paymentMode": "cash",
}
REVENUE = {
    "source": "room",
    "amountCents": 120000,
    "currency": "INR",
    "description": "Room 12",
    "revenueDate": "2025-12-13T10:00:00Z",
    "paymentMode": "upi",
}


def fresh_key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


@pytest.fixture
def expense(property_):
    """A sound expense of the property, as a client writes it."""
    return {"propertyId": property_.pk, **EXPENSE}


@pytest.fixture
def revenue(property_):
    """A sound revenue of the property, as a client writes it."""
    return {"propertyId": property_.pk, **REVENUE}


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
        body = {"propertyId": property_.pk, **sound, **fields}
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
