from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen
from uuid import uuid4

import pytest

from hotelops.files.store import storage
from tests.files.stores import use_bucket
from tests.pictures import PDF, photo
from tests.request_ids import headers_said, said
from uploads.models import Upload

pytestmark = pytest.mark.django_db

PRIVATE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}


@pytest.fixture
def path(upload):
    """Where the content of an upload is."""
    return lambda *args, **options: upload(*args, **options).json()["url"]


def private(response) -> dict[str, str]:
    return {name: response[name] for name in PRIVATE}


class TestContentOfAFolder:
    @pytest.fixture(autouse=True)
    def _folder(self, folder):
        pass

    def test_is_a_private_download(self, path, client_of_staff):
        response = client_of_staff.get(path(PDF, "Bill 12.pdf"))
        assert (response.status_code, response.getvalue()) == (200, PDF)
        assert private(response) == PRIVATE
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == 'attachment; filename="Bill 12.pdf"'
        assert response["Content-Length"] == str(len(PDF))

    def test_has_a_name_in_any_script(self, path, client_of_staff):
        response = client_of_staff.get(path(photo(), "बिल.jpg"))
        assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%A4%AC")
        response.close()

    @pytest.mark.parametrize("accepted", ["image/*", "*/*", "application/pdf", "text/html"])
    def test_comes_whatever_is_accepted(self, path, client_of_staff, accepted):
        response = client_of_staff.get(path(), headers={"Accept": accepted})
        assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
        response.close()

    def test_is_for_colleagues(self, path, login, manager):
        response = login(manager).get(path())
        assert response.status_code == 200
        response.close()

    def test_is_not_for_strangers(self, path, api):
        assert api.get(path()).status_code == 401

    def test_cannot_be_changed(self, path, client_of_staff):
        for method in ("post", "put", "patch", "delete"):
            response = getattr(client_of_staff, method)(path(), headers={"Idempotency-Key": str(uuid4())})
            assert response.status_code == 405


class TestContentOfABucket:
    def test_is_at_an_address_that_lives_five_minutes(self, bucket, path, client_of_staff):
        response = client_of_staff.get(path(PDF, "Bill 12.pdf"))
        assert response.status_code == 302
        assert private(response) == PRIVATE
        assert parse_qs(urlsplit(response["Location"]).query)["X-Amz-Expires"] == ["300"]
        with urlopen(response["Location"]) as answer:
            assert answer.read() == PDF
            assert answer.headers["Content-Disposition"] == 'attachment; filename="Bill 12.pdf"'
            assert answer.headers["Content-Type"] == "application/pdf"

    def test_is_unavailable_with_the_bucket(self, bucket, path, client_of_staff, settings):
        content = path()
        use_bucket(settings, "http://127.0.0.1:1", "uploads")
        response = client_of_staff.get(content)
        assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
        assert response["Retry-After"] == "1"

    def test_is_in_no_answer_that_is_kept(self, bucket, upload):
        assert "X-Amz" not in upload().content.decode()


class TestMissingContent:
    def test_is_a_problem_and_logged(self, store, upload, client_of_staff, caplog):
        body = upload().json()
        storage().delete(Upload.objects.get().path)
        response = client_of_staff.get(body["url"], headers={"Accept": "image/*"})
        assert (response.status_code, response.json()["code"]) == (404, "content_missing")
        assert response["Content-Type"] == "application/problem+json"
        assert f"uploads.Upload {body['id']} has no blob" in caplog.text

    def test_may_go_while_it_is_asked_for(self, folder, path, client_of_staff, monkeypatch):
        content = path()
        storage().delete(Upload.objects.get().path)
        monkeypatch.setattr(storage(), "exists", lambda name: True)
        assert client_of_staff.get(content).json()["code"] == "content_missing"


class TestAnotherOrganisation:
    @pytest.mark.parametrize("suffix", ["", "/content"])
    def test_is_answered_as_if_there_were_nothing(self, folder, upload, login, other_manager, suffix):
        theirs = login(other_manager)
        known = theirs.get(upload()["Location"] + suffix)
        unknown = theirs.get(f"/v1/uploads/{uuid4()}{suffix}")
        assert known.status_code == 404
        assert said(known) == said(unknown)
        assert headers_said(known) == headers_said(unknown)

    @pytest.mark.parametrize("name", ["1", "x", "a" * 36, "%00", "../1"])
    def test_and_what_is_no_id_alike(self, client_of_staff, name):
        assert client_of_staff.get(f"/v1/uploads/{name}").status_code == 404
