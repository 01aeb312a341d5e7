import pytest
from django.urls import reverse

from hotelops.accounts.models import User
from idempotency.models import LedgerEntry

pytestmark = pytest.mark.django_db

LIST = "admin:idempotency_ledgerentry_changelist"


@pytest.fixture
def entry(post, settings) -> LedgerEntry:
    post()
    settings.ROOT_URLCONF = "hotelops.urls"
    return LedgerEntry.objects.get()


@pytest.fixture
def operator(client):
    client.force_login(User.objects.create_superuser("operator@example.com", "a long enough password"))
    return client


class TestLedgerAdmin:
    def test_finds_an_entry_by_its_key(self, operator, entry):
        page = operator.get(reverse(LIST), {"q": "key-1"}).content.decode()
        assert "key-1" in page
        assert (
            "key-1"
            not in operator.get(reverse(LIST), {"q": "nothing"}).content.decode().partition("<table")[2]
        )

    def test_shows_an_entry_without_its_answer(self, operator, entry):
        page = operator.get(reverse("admin:idempotency_ledgerentry_change", args=[entry.pk])).content.decode()
        assert "/groups" in page
        assert "answer" not in page.lower()
        assert "fingerprint" not in page.lower()

    @pytest.mark.parametrize("action", ["change", "delete"])
    def test_changes_and_deletes_nothing(self, operator, entry, action):
        url = reverse(f"admin:idempotency_ledgerentry_{action}", args=[entry.pk])
        assert operator.post(url, {"post": "yes", "status": "999"}).status_code == 403
        assert operator.get(reverse("admin:idempotency_ledgerentry_add")).status_code == 403
        assert LedgerEntry.objects.get().status == 201

    def test_is_closed_to_who_is_no_superuser(self, client, entry, manager):
        manager.is_staff = True
        manager.save()
        client.force_login(manager, backend="hotelops.accounts.backends.PasswordBackend")
        assert client.get(reverse(LIST)).status_code == 403
        assert "Ledger" not in client.get(reverse("admin:index")).content.decode()
