import hashlib
from uuid import uuid4

import pytest
import time_machine

from hotelops.files.blobs import organisation_ids, shards
from hotelops.files.store import storage
from tests.files.pictures import HTML, png
from tests.pictures import PDF, PLACE, photo, picture, received
from uploads.models import Upload

from .conftest import PATH

pytestmark = pytest.mark.django_db


def stored() -> int:
    """How many blobs there are."""
    return sum(len(shard.sha256s()) for owner in organisation_ids() for shard in shards(owner))


def problem(response, status=400) -> tuple[str, list[tuple[str, str]]]:
    body = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), body
    return body["code"], [(error["field"], error["code"]) for error in body.get("errors", [])]


class TestUploading:
    def test_answers_the_row(self, upload, staff, store):
        with time_machine.travel("2026-01-02T03:04:05Z", tick=False):
            response = upload(name="../Bill 12.JPEG")
        row = Upload.objects.get()
        with store.open(row.path) as content:
            blob = content.read()
        assert response.status_code == 201
        assert response["Location"] == f"/v1/uploads/{row.pk}"
        assert response.json() == {
            "id": str(row.pk),
            "url": f"/v1/uploads/{row.pk}/content",
            "fileName": "Bill 12.jpg",
            "contentType": "image/jpeg",
            "sizeBytes": len(blob),
            "sha256": hashlib.sha256(blob).hexdigest(),
            "purpose": "receipt",
            "createdById": staff.pk,
            "createdAt": "2026-01-02T03:04:05Z",
        }
        assert row.organisation == staff.organisation
        assert PLACE.encode() not in blob

    @pytest.mark.parametrize("purpose", ["receipt", "guest_document", "staff", "other"])
    def test_takes_every_purpose(self, upload, folder, purpose):
        assert upload(purpose=purpose).json()["purpose"] == purpose

    @pytest.mark.parametrize(
        ("content", "name", "kind"),
        [
            (picture("PNG"), "a.jpg", "image/png"),
            (picture("WEBP"), "a.jpg", "image/webp"),
            (PDF, "a.jpg", "application/pdf"),
        ],
        ids=["png", "webp", "pdf"],
    )
    def test_tells_the_kind_by_content(self, upload, folder, content, name, kind):
        body = upload(content, name).json()
        assert (body["contentType"], body["fileName"][1:]) == (kind, f".{kind[-3:].replace('ebp', 'webp')}")

    def test_can_be_read_at_its_location(self, upload, client_of_staff, folder):
        created = upload()
        assert client_of_staff.get(created["Location"]).json() == created.json()

    def test_of_the_same_content_is_another_row_on_one_blob(self, upload, folder):
        first, second = upload().json(), upload().json()
        assert first["id"] != second["id"]
        assert first["sha256"] == second["sha256"]
        assert stored() == 1

    def test_with_the_hash_of_what_is_sent(self, upload, folder):
        assert upload(sha256=hashlib.sha256(photo()).hexdigest()).status_code == 201


class TestRetry:
    def test_is_answered_with_the_first_answer(self, upload, store):
        key = str(uuid4())
        first, second = upload(key=key), upload(key=key)
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert (second["Idempotent-Replayed"], second["Location"]) == ("true", first["Location"])
        assert Upload.objects.count() == 1

    def test_does_not_look_at_the_file_again(self, upload, folder, monkeypatch):
        key = str(uuid4())
        first = upload(key=key)
        monkeypatch.setattr("uploads.views.cleaned", None)
        assert upload(key=key).content == first.content

    def test_with_another_file_of_the_same_name_is_another_request(self, upload, folder):
        key = str(uuid4())
        upload(photo(), key=key)
        assert problem(upload(photo(orientation=6), key=key), 409) == ("idempotency_key_reused", [])
        assert Upload.objects.count() == 1

    def test_after_a_refusal_runs(self, upload, folder):
        key = str(uuid4())
        assert upload(HTML, key=key).status_code == 400
        assert upload(photo(), key=key).status_code == 201

    def test_without_a_key_is_refused(self, client_of_staff, folder):
        response = client_of_staff.post(
            PATH, {"file": received(photo()), "purpose": "other"}, format="multipart"
        )
        assert problem(response) == ("idempotency_key_missing", [])


class TestName:
    @pytest.mark.parametrize(
        ("disposition", "safe"),
        [
            ('filename="../../x.php"', "x.jpg"),
            ('filename="..\\\\..\\\\x.jpg"', "x.jpg"),
            ("filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x.jpg", "aSet-Cookie_ x.jpg"),
            ("filename*=UTF-8''a%00b.jpg", "ab.jpg"),
            ("filename*=UTF-8''exe%E2%80%AEgnp.jpg", "exegnp.jpg"),
            (f'filename="{"x" * 300}.jpg"', "x" * 96 + ".jpg"),
            ('filename="&#46;&#46;&#47;x.jpg"', "x.jpg"),
        ],
        ids=["path", "windows path", "lines", "nul", "right to left", "long", "entities"],
    )
    def test_is_made_safe(self, client_of_staff, folder, disposition, safe):
        head = f'--b\r\nContent-Disposition: form-data; name="file"; {disposition}\r\n\r\n'
        rest = '\r\n--b\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nother\r\n--b--\r\n'
        response = client_of_staff.generic(
            "POST",
            PATH,
            head.encode() + photo() + rest.encode(),
            content_type="multipart/form-data; boundary=b",
            headers={"Idempotency-Key": str(uuid4())},
        )
        assert response.status_code == 201, response.content
        assert response.json()["fileName"] == safe


class TestRefusal:
    @pytest.fixture(autouse=True)
    def _of_everything_leaves_no_row(self, folder):
        yield
        assert Upload.objects.count() == 0

    @pytest.mark.parametrize(
        ("content", "name", "code"),
        [
            (b"", "a.jpg", "file_empty"),
            (HTML, "a.jpg", "file_type_refused"),
            (photo()[:200], "a.jpg", "image_unreadable"),
            (png(width=13_000, height=13_000), "a.png", "image_too_large"),
            (photo(), "234123412346.jpg", "full_aadhaar_refused"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_of_a_file_names_its_field(self, upload, content, name, code):
        assert problem(upload(content, name)) == (code, [("file", code)])
        assert stored() == 0

    def test_of_bytes_with_another_hash(self, upload):
        assert problem(upload(sha256="0" * 64)) == ("sha256_mismatch", [("sha256", "sha256_mismatch")])
        assert stored() == 0

    @pytest.mark.parametrize(
        ("parts", "errors"),
        [
            ({"purpose": "other"}, [("file", "required")]),
            ({"file": "text", "purpose": "other"}, [("file", "invalid")]),
            ({"file": [received(photo()), received(photo())], "purpose": "other"}, [("file", "repeated")]),
            ({"file": [received(photo()), "text"], "purpose": "other"}, [("file", "invalid")]),
            ({"file": received(photo())}, [("purpose", "required")]),
            ({"file": received(photo()), "purpose": "selfie"}, [("purpose", "invalid_choice")]),
            ({"file": received(photo()), "purpose": ["other", "staff"]}, [("purpose", "repeated")]),
            ({"file": received(photo()), "purpose": "other", "colour": "red"}, [("colour", "unknown_field")]),
            (
                {"file": received(photo()), "purpose": "other", "back": received(photo())},
                [("back", "unknown_field")],
            ),
            ({}, [("file", "required")]),
        ],
        ids=lambda value: str(value) if isinstance(value, list) else "",
    )
    def test_of_parts_names_them(self, send, parts, errors):
        assert problem(send(parts)) == ("validation_error", errors)

    def test_of_json(self, client_of_staff):
        response = client_of_staff.post(
            PATH, {"purpose": "other"}, format="json", headers={"Idempotency-Key": str(uuid4())}
        )
        assert problem(response, 415) == ("unsupported_media_type", [])

    def test_of_strangers(self, api, send):
        assert (
            problem(send({"file": received(photo()), "purpose": "other"}, client=api), 401)[0]
            == "not_authenticated"
        )

    def test_when_the_store_fails(self, upload, folder):
        folder.write_bytes(b"in the way")
        response = upload()
        assert problem(response, 503) == ("storage_unavailable", [])
        assert (response["Retry-After"], response["X-Should-Retry"]) == ("1", "true")

    def test_after_the_file_was_stored_leaves_the_blob_to_the_sweep(self, upload):
        assert upload(purpose="selfie").status_code == 400
        assert stored() == 1
        assert storage().listdir("")[0] != []
