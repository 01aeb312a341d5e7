import pytest
from django.urls import reverse

from finance.models import Expense


@pytest.fixture
def admin_site(client, manager):
    """The admin site as a manager sees it."""
    manager.is_staff = True
    manager.save()
    client.force_login(manager)
    return client


@pytest.mark.parametrize("kind", ["expense", "revenue"])
class TestAdmin:
    def page(self, kind, name="changelist", *args):
        return reverse(f"admin:finance_{kind}_{name}", args=args)

    def test_lists_and_searches_rows_of_the_organisation(self, admin_site, login, staff, add, kind):
        row = add(login(staff), f"{kind}s", description="Broken lamp", amountCents=12345)
        response = admin_site.get(self.page(kind), {"q": "lamp"})
        assert response.status_code == 200
        assert "123.45 INR" in response.content.decode()
        assert admin_site.get(self.page(kind, "change", row["id"])).status_code == 200

    def test_does_not_show_rows_of_another_organisation(
        self, admin_site, login, other_manager, other_property, add, kind
    ):
        row = add(login(other_manager), f"{kind}s", propertyId=other_property.pk, amountCents=12345)
        assert "123.45 INR" not in admin_site.get(self.page(kind)).content.decode()
        assert admin_site.get(self.page(kind, "change", row["id"])).status_code == 302

    def test_does_not_offer_properties_of_another_organisation(
        self, admin_site, property_, other_property, add, login, staff, kind
    ):
        for hotel, name in ((property_, "Ours"), (other_property, "Theirs")):
            hotel.name = name
            hotel.save()
        type(property_).objects.create(
            organisation=property_.organisation,
            name="Ours too",
            country="IN",
            currency="INR",
            time_zone="UTC",
        )
        page = admin_site.get(self.page(kind)).content.decode()
        assert "Ours too" in page
        assert "Theirs" not in page

    def test_is_for_looking_only(self, admin_client, login, staff, add, kind):
        row = add(login(staff), f"{kind}s")
        assert admin_client.get(self.page(kind, "add")).status_code == 403
        assert admin_client.post(self.page(kind, "delete", row["id"])).status_code == 403
        response = admin_client.post(self.page(kind, "change", row["id"]), {"amount_cents": 1})
        assert response.status_code == 403

    def test_filters(self, admin_client, kind):
        response = admin_client.get(self.page(kind), {"payment_mode__exact": "cash", "voided": "no"})
        assert response.status_code == 200


class TestExpense:
    def test_is_named_by_what_it_was_for(self):
        assert str(Expense(currency="INR", amount_cents=5, description="Tea")) == "0.05 INR: Tea"
