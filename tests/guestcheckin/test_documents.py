import pytest

from guestcheckin.models import Document, Stay
from tests.request_ids import said

from .conftest import GUESTS, UPLOAD, errors, fresh_key, picture, refusal

pytestmark = pytest.mark.django_db
DOCUMENTS = f"{GUESTS}/documents"


@pytest.fixture
def ravi(stay):
    return stay(guestName="Ravi Iyer")


class TestUpload:
    def test_answers_the_document(self, client, send, ravi, staff):
        body = {"checkInId": ravi["id"], "type": "passport", "side": "front", "number": "cb 1234567"}
        response = send(client, UPLOAD, body | {"file": picture("card.png")})
        row = Document.objects.get()
        assert response.status_code == 201, response.content
        assert response["Location"] == f"{DOCUMENTS}/{row.pk}"
        assert response.json() == {
            "id": row.pk,
            "checkInId": ravi["id"],
            "type": "passport",
            "side": "front",
            "number": "****4567",
            "url": f"{DOCUMENTS}/{row.pk}/content",
            "fileName": "card.png",
            "contentType": "image/png",
            "sizeBytes": row.size_bytes,
            "sha256": row.sha256,
            "createdById": staff.pk,
            "createdAt": response.json()["createdAt"],
        }
        assert client.get(response["Location"]).json() == response.json()
        assert client.get(f"{GUESTS}/{ravi['id']}").json()["documents"] == [response.json()]

    def test_happens_once(self, client, send, ravi):
        key, body = fresh_key(), {"checkInId": ravi["id"], "type": "oci"}
        first, second = (send(client, UPLOAD, body | {"file": picture()}, key) for _ in range(2))
        assert (first.status_code, first.content) == (201, second.content)
        assert second["Idempotent-Replayed"] == "true"
        assert Document.objects.count() == 1

    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ({"checkInId": "x"}, ("checkInId", "incorrect_type")),
            ({"checkInId": None}, ("checkInId", "required")),
            ({"type": "library_card"}, ("type", "invalid_choice")),
            ({"type": "Aadhaar"}, ("type", "invalid_choice")),
            ({"type": None}, ("type", "required")),
            ({"type": ["oci", "visa"]}, ("type", "repeated")),
            ({"side": "left"}, ("side", "invalid_choice")),
            ({"number": "AB1"}, ("number", "invalid_document_number")),
            ({"number": "1" * 41}, ("number", "max_length")),
            ({"file": None}, ("file", "required")),
            ({"file": None, "type": "aadhaar"}, ("file", "required")),
            ({"file": "text"}, ("file", "invalid")),
            ({"file": [picture(), picture()]}, ("file", "repeated")),
            ({"photo": picture()}, ("photo", "unknown_field")),
            ({"colour": "red"}, ("colour", "unknown_field")),
        ],
    )
    def test_that_is_wrong_is_named(self, client, send, ravi, change, wrong):
        body = {"checkInId": ravi["id"], "type": "passport", "file": picture()} | change
        response = send(client, UPLOAD, {name: part for name, part in body.items() if part is not None})
        assert errors(response) == {wrong}
        assert Document.objects.count() == 0

    def test_of_a_wrong_number_is_the_types_matter(self, client, send, ravi):
        body = {"checkInId": ravi["id"], "type": "pan", "file": picture(), "number": "CB1234567"}
        assert errors(send(client, UPLOAD, body)) == {("number", "invalid_document_number")}

    def test_for_a_guest_who_left_is_taken(self, client, post, ravi, upload):
        post(client, f"{GUESTS}/{ravi['id']}/check-out")
        assert upload(ravi)["checkInId"] == ravi["id"]

    def test_for_anothers_guest_looks_like_that_for_none(self, login, other_manager, send, ravi):
        stranger = login(other_manager)
        foreign, unknown = (
            send(stranger, UPLOAD, {"checkInId": pk, "type": "oci", "file": picture()})
            for pk in (ravi["id"], ravi["id"] + 1000)
        )
        assert errors(foreign) == {("checkInId", "does_not_exist")}
        assert said(foreign) == said(unknown)

    def test_of_a_json_body_is_a_415(self, client, post, ravi):
        response = post(client, UPLOAD, {"checkInId": ravi["id"], "type": "oci"})
        assert refusal(response) == (415, "unsupported_media_type")


class TestDocument:
    def test_is_downloaded_by_everybody_of_the_organisation(self, login, manager, ravi, upload):
        document = upload(ravi)
        response = login(manager).get(document["url"], headers={"Accept": "image/*"})
        assert response.status_code == 200
        assert response["Content-Disposition"] == 'attachment; filename="card.png"'
        assert response["Cache-Control"] == "no-store"
        assert len(b"".join(response.streaming_content)) == document["sizeBytes"]

    @pytest.mark.parametrize("page", ["", "/content"])
    def test_of_another_organisation_looks_like_none(self, login, other_manager, ravi, upload, page):
        pk, stranger = upload(ravi)["id"], login(other_manager)
        foreign, unknown = (stranger.get(f"{DOCUMENTS}/{i}{page}") for i in (pk, pk + 1000))
        assert (foreign.status_code, said(foreign)) == (404, said(unknown))

    def test_needs_a_login(self, api, ravi, upload):
        assert api.get(upload(ravi)["url"]).status_code == 401

    def test_has_no_list(self, client):
        assert client.get(DOCUMENTS).status_code == 404

    def test_and_stay_are_named_without_the_person(self, ravi, upload):
        upload(ravi)
        stay, document = Stay.objects.get(), Document.objects.get()
        assert (str(stay), str(document)) == (
            f"Stay {stay.pk}, room 101",
            f"Document {document.pk} of stay {stay.pk}",
        )
