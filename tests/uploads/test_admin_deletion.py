from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from finance.models import Expense
from hotelops.files.store import storage
from idempotency.models import LedgerEntry
from tests.accounts.admin_site import client_of
from tests.examples import EXPENSE
from tests.idempotency.troubles import TROUBLES
from tests.pictures import PDF, photo
from uploads.models import Upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("redis_client")]

LIST = "/admin/uploads/upload/"


@pytest.fixture
def key() -> str:
    return str(uuid4())


@pytest.fixture
def row(store, upload, key):
    return Upload.objects.get(pk=upload(PDF, "Passport Maria.pdf", key=key).json()["id"])


def delete_one(client: Client, row: Upload):
    return client.post(reverse("admin:uploads_upload_delete", args=[row.pk]), {"post": "yes"}, follow=True)


def delete_selected(client: Client, *rows: Upload):
    ids = [str(row.pk) for row in rows]
    fields = {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
    return client.post(LIST, fields, follow=True)


WAYS = pytest.mark.parametrize("delete", [delete_one, delete_selected])


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Does what follows a COMMIT."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


class TestDeletion:
    @WAYS
    def test_takes_row_answer_and_file(self, row, key, upload, admin_client, committed, delete):
        with committed():
            response = delete(admin_client, row)
        assert b"uccessfully" in response.content
        assert b"is left" not in response.content
        assert not Upload.objects.exists()
        assert LedgerEntry.objects.get(key=key).answer is None
        assert not storage().exists(row.path)
        replay = upload(PDF, "Passport Maria.pdf", key=key)
        assert (replay.status_code, replay.json()["code"]) == (410, "idempotency_response_gone")

    def test_of_several_takes_them_all(self, row, upload, admin_client, committed):
        upload(photo())
        rows = Upload.objects.all()
        paths = [upload.path for upload in rows]
        with committed():
            delete_selected(admin_client, *rows)
        assert not Upload.objects.exists()
        assert not any(map(storage().exists, paths))

    @WAYS
    def test_leaves_a_file_that_another_row_has(self, row, upload, admin_client, committed, delete):
        other = upload(PDF).json()["id"]
        with committed():
            delete(admin_client, row)
        assert str(Upload.objects.get().pk) == other
        assert storage().exists(row.path)

    def test_is_asked_about_first(self, row, admin_client):
        page = reverse("admin:uploads_upload_delete", args=[row.pk])
        assert b"Are you sure" in admin_client.get(page).content
        assert Upload.objects.exists()

    def test_is_logged_without_the_file_s_name(self, row, admin_client, committed):
        with committed():
            delete_one(admin_client, row)
        assert LogEntry.objects.get().object_repr == f"Upload {row.pk}"


class TestRefusal:
    @WAYS
    @pytest.mark.parametrize("who", ["manager", "owner", "staff"])
    def test_of_everybody_but_superusers(self, row, request, committed, delete, who):
        user = request.getfixturevalue(who)
        user.user_permissions.set(Permission.objects.filter(codename__in=["delete_upload", "view_upload"]))
        with committed():
            delete(client_of(user), row)
        assert Upload.objects.get() == row
        assert storage().exists(row.path)
        assert "delete_selected" not in client_of(user).get(LIST).content.decode()

    @WAYS
    def test_of_what_something_refers_to(self, row, admin_client, property_, committed, login, staff, delete):
        body = EXPENSE | {"propertyId": property_.pk, "receiptId": str(row.pk)}
        headers = {"Idempotency-Key": str(uuid4())}
        made = login(staff).post("/v1/finance/expenses", body, format="json", headers=headers)
        assert made.status_code == 201, made.content
        with committed():
            response = delete(admin_client, row)
        shown = response.content.decode()
        assert "following protected related objects" in shown
        assert f"/admin/finance/expense/{Expense.objects.get().pk}/change/" in shown
        assert nothing_changed(row)

    @WAYS
    def test_of_what_something_has_just_come_to_refer_to(
        self, row, admin_client, committed, delete, monkeypatch
    ):
        monkeypatch.setattr("uploads.models.Upload.delete", refused)
        with committed():
            response = delete(admin_client, row)
        assert "something has just come to refer to it" in response.content.decode()
        assert nothing_changed(row)

    @WAYS
    @pytest.mark.servers
    def test_without_redis(self, row, admin_client, committed, settings, delete):
        working = settings.CACHES
        with TROUBLES["refused"]() as url:
            settings.CACHES = {"default": working["default"] | {"LOCATION": url}}
            with committed():
                response = delete(admin_client, row)
            settings.CACHES = working
        shown = response.content.decode()
        assert "Nothing was deleted, since Redis" in shown
        assert "uccessfully" not in shown
        assert nothing_changed(row)
        with committed():
            delete(admin_client, row)
        assert not Upload.objects.exists()


def refused(*args):
    raise ProtectedError("", set())


def nothing_changed(row: Upload) -> bool:
    answers = LedgerEntry.objects.filter(location=f"/v1/uploads/{row.pk}", answer__isnull=False)
    return (
        Upload.objects.get() == row
        and answers.exists()
        and storage().exists(row.path)
        and not LogEntry.objects.exists()
    )


class TestTrouble:
    @WAYS
    @pytest.mark.django_db(transaction=True)
    def test_of_the_store_is_told(self, row, admin_client, monkeypatch, delete):
        def full(*args):
            raise OSError("disk")

        monkeypatch.setattr(storage(), "set_aside", full)
        shown = delete(admin_client, row).content.decode()
        assert "uccessfully" in shown
        assert f"The file of Upload {row.pk} is left in the store" in shown
        assert not Upload.objects.exists()
        assert storage().exists(row.path)

    @pytest.fixture
    def store(self, folder):
        return storage()
