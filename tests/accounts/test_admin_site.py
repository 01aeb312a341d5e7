"""Addresses of the admin site at which Django fails; on Postgres most of them, on SQLite some."""

import pytest

LOOKUPS = (
    "idempotency/ledgerentry/?fingerprint=1",
    "idempotency/ledgerentry/?key=%00",
    "idempotency/ledgerentry/?key__regex=[",
    "idempotency/ledgerentry/?status__range=1",
    "guestcheckin/document/?type__range=1,2",
    "accounts/property/?longitude__range=99999999999999999999",
    "finance/expense/?occurred_at__year=99999999999999999999",
    "accounts/loginattempts/%00/change/",
)


@pytest.mark.parametrize("address", LOOKUPS)
def test_a_lookup_that_makes_no_sense_is_no_error(admin_client, address):
    response = admin_client.get(f"/admin/{address}")
    assert response.status_code in (200, 302, 400)


def test_a_row_that_no_lookup_finds_cannot_be_ticked(admin_client):
    form = {"action": "delete_selected", "_selected_action": "x"}
    response = admin_client.post("/admin/uploads/upload/", form)
    assert (response.status_code, response.json()["code"]) == (400, "bad_request")
