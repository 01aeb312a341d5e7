import pytest
from django.urls import reverse

from tests.accounts.admin_site import client_of
from tests.pictures import PDF
from uploads.models import Upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]

LIST = "/admin/uploads/upload/"


@pytest.fixture
def row(upload):
    return Upload.objects.get(pk=upload(PDF, "Bill 12.pdf").json()["id"])


def page(name: str, row: Upload) -> str:
    return reverse(f"admin:uploads_upload_{name}", args=[row.pk])


class TestAdmin:
    def test_lists_uploads(self, row, manager):
        shown = client_of(manager).get(LIST).content.decode()
        assert "Bill 12.pdf" in shown
        assert page("content", row) in shown

    @pytest.mark.parametrize("query", ["bill 12", "id", "sha256"])
    def test_searches(self, row, manager, query):
        query = str(getattr(row, query, query))
        client = client_of(manager)
        assert "Bill 12.pdf" in client.get(LIST, {"q": query}).content.decode()
        assert "Bill 12.pdf" not in client.get(LIST, {"q": "nothing"}).content.decode()

    @pytest.mark.parametrize(("purpose", "found"), [("receipt", True), ("staff", False)])
    def test_filters(self, row, manager, purpose, found):
        response = client_of(manager).get(
            LIST, {"purpose__exact": purpose, "content_type": "application/pdf"}
        )
        assert ("Bill 12.pdf" in response.content.decode()) == found

    def test_shows_one_and_its_content(self, row, manager):
        client = client_of(manager)
        assert page("content", row) in client.get(page("change", row)).content.decode()
        response = client.get(page("content", row))
        assert response.getvalue() == PDF
        assert response["Content-Disposition"] == 'attachment; filename="Bill 12.pdf"'
        assert "no-store" in response["Cache-Control"]
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"

    def test_is_for_looking_only(self, row, admin_client):
        assert admin_client.get(reverse("admin:uploads_upload_add")).status_code == 403
        assert admin_client.post(page("change", row), {"purpose": "staff"}).status_code == 403

    def test_shows_nothing_of_another_organisation(self, row, other_manager):
        client = client_of(other_manager)
        assert "Bill 12.pdf" not in client.get(LIST).content.decode()
        assert client.get(page("change", row)).status_code == 302
        assert client.get(page("content", row)).status_code == 404

    def test_shows_everything_to_a_superuser(self, row, admin_client):
        response = admin_client.get(page("content", row))
        assert response.getvalue() == PDF

    def test_shows_nothing_to_strangers(self, row, client):
        assert client.get(page("content", row)).status_code == 302

    def test_says_when_the_content_is_missing(self, row, folder, manager):
        (folder / row.path).unlink()
        response = client_of(manager).get(page("content", row))
        assert (response.status_code, response.content) == (404, b"The content of this file is missing.")


class TestUpload:
    def test_is_named_without_its_file_s_name(self, row):
        assert str(row) == f"Upload {row.pk}"
