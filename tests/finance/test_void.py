import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from finance.models import Expense
from hotelops.accounts.models import Role

from .conftest import fresh_key


@pytest.fixture
def client(login, manager):
    return login(manager)


@pytest.fixture
def path(client, add):
    return f"/v1/finance/expenses/{add(client)['id']}"


class TestVoiding:
    def test_answers_the_row(self, client, path, post, manager):
        response = post(client, f"{path}/void", {"reason": "Entered twice"})
        assert response.status_code == 200
        assert response.json() == client.get(path).json()
        assert response.json()["voidReason"] == "Entered twice"
        assert response.json()["voidedById"] == manager.pk
        assert response.json()["voidedAt"].endswith("Z")

    def test_keeps_the_row_in_the_list(self, client, path, post):
        post(client, f"{path}/void", {"reason": "Entered twice"})
        assert len(client.get("/v1/finance/expenses").json()["results"]) == 1

    def test_with_the_same_key_is_replayed(self, client, path):
        key = fresh_key()
        first, second = (
            client.post(f"{path}/void", {"reason": "Typo"}, format="json", headers=key) for _ in range(2)
        )
        assert (second.status_code, second.content) == (200, first.content)

    def test_is_not_replayed_to_who_may_no_longer_void(self, client, path, login, manager):
        key = fresh_key()
        assert client.post(f"{path}/void", {"reason": "Typo"}, headers=key).status_code == 200
        manager.role = Role.STAFF
        manager.save()
        refused = login(manager).post(f"{path}/void", {"reason": "Typo"}, headers=key)
        assert (refused.status_code, refused.json()["code"]) == (403, "permission_denied")
        assert b"Typo" not in refused.content

    def test_again_with_another_key_is_a_conflict(self, client, path, post):
        post(client, f"{path}/void", {"reason": "Typo"})
        response = post(client, f"{path}/void", {"reason": "Another"})
        assert (response.status_code, response.json()["code"]) == (409, "already_voided")
        assert client.get(path).json()["voidReason"] == "Typo"

    @pytest.mark.servers
    def test_locks_the_row(self, client, path, post):
        with CaptureQueriesContext(connection) as queries:
            post(client, f"{path}/void", {"reason": "Typo"})
        assert [query["sql"] for query in queries if query["sql"].endswith(" FOR UPDATE")]

    def test_of_a_revenue_works_alike(self, client, add, post):
        row = add(client, "revenues")
        response = post(client, f"/v1/finance/revenues/{row['id']}/void", {"reason": "Typo"})
        assert response.json() == row | {
            "voidedAt": response.json()["voidedAt"],
            "voidedById": row["createdById"],
            "voidReason": "Typo",
        }

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ({}, "required"),
            ({"reason": ""}, "blank"),
            ({"reason": "  "}, "blank"),
            ({"reason": None}, "null"),
            ({"reason": 1}, "wrong_type"),
            ({"reason": "x" * 501}, "max_length"),
            ({"reason": "\x00"}, "null_characters_not_allowed"),
        ],
    )
    def test_needs_a_reason(self, client, path, post, body, code):
        response = post(client, f"{path}/void", body)
        assert (response.status_code, response.json()["errors"][0]["code"]) == (400, code)
        assert client.get(path).json()["voidedAt"] is None


class TestDatabase:
    @pytest.mark.parametrize(
        "fields",
        [
            {"amount_cents": 0},
            {"amount_cents": -1},
            {"amount_cents": 10**12 + 1},
            {"voided_at": timezone.now()},
            {"void_reason": "Typo"},
        ],
    )
    @pytest.mark.usefixtures("path")
    def test_refuses_what_can_never_be(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            Expense.objects.update(**fields)
