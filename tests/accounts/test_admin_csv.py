"""Lists of the admin site as CSV."""

import csv
import io

import pytest

from finance.models import Expense
from guestcheckin.models import Document, Stay
from hotelops.accounts import admin_csv
from tests.examples import EXPENSE, FOREIGN_GUEST
from tests.hotels import at_property, sent
from tests.intruders.tenant_admin import SCOPED, rows_of

from .admin_site import client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

EXPENSES = "/admin/finance/expense/"
STAYS = "/admin/guestcheckin/stay/"


@pytest.fixture
def spent(own):
    """Records an expense of one's own hotel."""

    def add(hotel=own, **fields):
        answer = sent(hotel.client, "post", "/v1/finance/expenses", at_property(EXPENSE, hotel) | fields)
        assert answer.status_code == 201, answer.content
        return answer.json()["id"]

    return add


@pytest.fixture
def office(own):
    return client_of(own.manager)


def table(response) -> list[dict[str, str]]:
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


class TestExport:
    def test_is_linked_from_the_list_with_its_filters(self, office, spent):
        page = office.get(EXPENSES, {"q": "lamp", "voided": "no"}).content.decode()
        assert 'href="export/?q=lamp&amp;voided=no"' in page

    def test_holds_what_the_filters_leave(self, office, spent):
        for category, text in (
            ("maintenance", "Broken lamp"),
            ("supplies", "Lamp oil"),
            ("supplies", "Soap"),
        ):
            spent(category=category, description=text)
        rows = table(office.get(f"{EXPENSES}export/", {"q": "lamp", "category__exact": "supplies"}))
        assert [row["description"] for row in rows] == ["Lamp oil"]

    def test_holds_the_rows_that_are_ticked(self, office, spent):
        ids = [spent(description=text) for text in ("First", "Second", "Third")]
        form = {"action": "export_selected", "_selected_action": [ids[0], ids[2]]}
        assert [row["description"] for row in table(office.post(EXPENSES, form))] == ["Third", "First"]

    def test_holds_all_rows_across_pages_when_all_are_selected(self, office, spent, monkeypatch):
        monkeypatch.setattr(admin_csv, "ROWS_AT_ONCE", 2)
        ids = [spent() for _ in range(5)]
        form = {"action": "export_selected", "_selected_action": ids[:1], "select_across": "1"}
        assert [row["ID"] for row in table(office.post(EXPENSES, form))] == [str(pk) for pk in reversed(ids)]

    @pytest.mark.parametrize("number", [1, 2, 3, 4])
    def test_comes_in_pieces_of_one_statement_each(
        self, office, spent, monkeypatch, number, django_assert_max_num_queries
    ):
        monkeypatch.setattr(admin_csv, "ROWS_AT_ONCE", 2)
        for _ in range(number):
            spent()
        response = office.get(f"{EXPENSES}export/")
        with django_assert_max_num_queries(number // 2):
            assert len(table(response)) == number

    def test_shows_money_times_and_people_as_an_office_reads_them(self, office, own, spent):
        pk = spent(amountCents=123450, description="Café, ₹ and ü")
        Expense.objects.filter(pk=pk).update(currency="JPY")
        [row] = table(office.get(f"{EXPENSES}export/"))
        assert (row["amount"], row["currency"], row["category"]) == ("123450", "JPY", "Maintenance")
        assert row["occurred at"] == "2025-12-13T10:00:00Z"
        assert (row["created by"], row["property"]) == (own.manager.email, own.property.name)
        assert (row["description"], row["voided at"]) == ("Café, ₹ and ü", "")

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(1),x"])
    def test_gives_spreadsheets_no_formulas(self, office, spent, text):
        spent(description=text)
        [row] = table(office.get(f"{EXPENSES}export/"))
        assert row["description"] == f"'{text}"

    @pytest.mark.parametrize("text", ["\t=1", "\r=1", "\n=1"])
    def test_gives_them_none_behind_white_space(self, text):
        assert admin_csv.harmless(text) == f"'{text}"

    def test_leaves_numbers_and_harmless_text_alone(self):
        assert [admin_csv.cell(None, None, value) for value in (-12.5, 7, "a=b", None, True, False)] == [
            *("-12.5", "7", "a=b", "", "yes", "no")
        ]

    def test_masks_the_numbers_of_documents(self, office, own):
        guest = at_property(FOREIGN_GUEST, own) | {"visaNumber": "V7654321", "visaExpiresOn": "2099-01-01"}
        stay = sent(own.client, "post", "/v1/guest-checkin/create", guest).json()["id"]
        card = {"checkInId": stay, "type": "aadhaar", "number": "234123412346"}
        headers = {"Idempotency-Key": "card"}
        own.client.post("/v1/guest-checkin/documents/upload", card, format="multipart", headers=headers)
        [row] = table(office.get(f"{STAYS}export/"))
        assert (row["passport number"], row["visa number"]) == ("****4567", "****4321")
        assert row["phone"] == "'+351912345678"
        [row] = table(office.get("/admin/guestcheckin/document/export/"))
        assert (row["number"], row["stay"]) == ("****2346", f"Stay {stay}, room 101")
        assert Stay.objects.count() == Document.objects.count() == 1


class TestEveryExport:
    @pytest.fixture
    def both(self, own, foreign):
        own.make_all()
        foreign.make_all()

    def test_holds_the_rows_of_the_organisation_only(self, both, office, own, foreign):
        organisation = own.property.organisation_id
        for admin in SCOPED:
            rows = table(office.get(f"{rows_of(admin)}export/"))
            expected = admin.model._base_manager.filter(**{admin.organisation_path: organisation})
            assert len(rows) == expected.count() > 0, admin
            assert foreign.manager.email not in str(rows), admin

    def test_is_for_who_may_see_the_list(self, staff, client):
        insider = client_of(staff)
        for admin in SCOPED:
            path = f"{rows_of(admin)}export/"
            assert (client.get(path).status_code, insider.get(path).status_code) == (302, 403), admin

    def test_of_a_filter_that_makes_no_sense_is_a_bad_request(self, office):
        assert office.get(f"{EXPENSES}export/?property=x").status_code == 400
        assert office.get(f"{EXPENSES}export/?occurred_at__year=99999999999999999999").status_code == 400
