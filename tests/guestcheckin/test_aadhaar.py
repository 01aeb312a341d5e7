import pytest

from guestcheckin.models import Document, Stay
from guestcheckin.sealing import DocumentNumber

from .conftest import AADHAAR, UPLOAD, WITH_DOCUMENTS, blobs, errors, picture, refusal

pytestmark = pytest.mark.django_db


class TestAadhaarImage:
    @pytest.fixture
    def request_(self, guest):
        files = [picture("licence.png", "red"), picture("aadhaar.png", "blue")]
        return guest | {"files": files, "documentTypes": ["driving_licence", "aadhaar"]}

    def test_is_refused_and_not_even_stored(self, client, send, request_, uploads_root, nothing_is_stored):
        response = send(client, WITH_DOCUMENTS, request_)
        assert errors(response) == {("files.1", "aadhaar_image_refused")}
        assert response.json()["code"] == "aadhaar_image_refused"
        assert "last four digits" in response.json()["detail"]
        assert nothing_is_stored()
        assert len(blobs(uploads_root)) == 1  # the licence, for the sweep

    def test_alone_is_refused_too(self, client, send, stay, uploads_root):
        body = {"checkInId": stay(guestName="Ravi")["id"], "type": "aadhaar", "file": picture()}
        response = send(client, UPLOAD, body | {"number": "2346"})
        assert errors(response) == {("file", "aadhaar_image_refused")}
        assert Document.objects.count() == 0
        assert blobs(uploads_root) == []

    def test_is_kept_where_the_organisation_wants_it(self, client, send, request_, organisation):
        organisation.stores_aadhaar_images = True
        organisation.save()
        response = send(client, WITH_DOCUMENTS, request_)
        assert response.status_code == 201
        assert response.json()["documents"][1]["type"] == "aadhaar"


class TestAadhaarNumber:
    @pytest.mark.parametrize("written", ["2346", AADHAAR, "2341 2341 2346", "XXXX-XXXX-2346"])
    def test_is_kept_by_its_last_four_digits_without_a_file(self, stay, upload, written, uploads_root):
        document = upload(stay(), type="aadhaar", file=None, number=written)
        assert (document["number"], document["url"], document["sha256"]) == ("****2346", None, "")
        assert (document["fileName"], document["contentType"], document["sizeBytes"]) == ("", "", 0)
        row = Document.objects.get()
        assert row.number == DocumentNumber("2346")
        assert row.number_hash is None
        assert blobs(uploads_root) == []

    def test_has_no_content(self, client, stay, upload):
        document = upload(stay(), type="aadhaar", file=None, number="2346")
        path = f"{UPLOAD.removesuffix('/upload')}/{document['id']}"
        assert client.get(path).json() == document
        assert refusal(client.get(f"{path}/content")) == (404, "not_found")

    def test_cannot_be_looked_for(self, stay, upload, organisation):
        upload(stay(), type="aadhaar", file=None, number="2346")
        for number in ("2346", AADHAAR):
            assert not Stay.objects.with_number(number, organisation_id=organisation.pk, kind="aadhaar")

    @pytest.mark.parametrize(
        "kind", ["passport", "pan", "voter_id", "driving_licence", "oci", "visa", "other"]
    )
    @pytest.mark.parametrize("written", [AADHAAR, "2341 2341 2346"])
    def test_is_refused_under_every_other_type(self, client, send, stay, kind, written):
        body = {"checkInId": stay(guestName="Ravi")["id"], "type": kind, "file": picture(), "number": written}
        response = send(client, UPLOAD, body)
        assert errors(response) == {("number", "full_aadhaar_refused")}
        assert written.encode() not in response.content
        assert Document.objects.count() == 0

    def test_in_a_file_name_is_refused(self, client, send, guest, nothing_is_stored):
        files = [picture(f"{AADHAAR}.png")]
        response = send(client, WITH_DOCUMENTS, guest | {"files": files, "documentTypes": ["other"]})
        assert errors(response) == {("files.0", "full_aadhaar_refused")}
        assert AADHAAR.encode() not in response.content
        assert nothing_is_stored()
