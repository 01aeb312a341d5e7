import pytest
from django.urls import reverse

from guestcheckin.models import Document, Stay

pytestmark = pytest.mark.django_db

LOOKUPS = ("", "__exact", "__in", "__gt", "__lte", "__range", "__contains", "__iexact", "__regex", "__isnull")
FIELDS = [
    (Stay, "passport_number"),
    (Stay, "passport_hash"),
    (Stay, "visa_number"),
    (Stay, "visa_hash"),
    (Document, "number"),
    (Document, "number_hash"),
]


class TestSealedNumber:
    @pytest.mark.parametrize("lookup", LOOKUPS)
    @pytest.mark.parametrize(("model", "field"), FIELDS, ids=[field for _, field in FIELDS])
    def test_that_is_looked_up_by_address_is_no_error(self, admin_client, model, field, lookup):
        page = reverse(f"admin:guestcheckin_{model._meta.model_name}_changelist")
        response = admin_client.get(page, {f"{field}{lookup}": "1"})
        if lookup == "__isnull":
            assert response.status_code == 200
        else:
            assert (response.status_code, response["Location"]) == (302, f"{page}?e=1")
