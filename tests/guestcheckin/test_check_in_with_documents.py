import json

import pytest
from django.test.client import encode_multipart

from guestcheckin.models import Document, Stay

from .conftest import GUESTS, WITH_DOCUMENTS, blobs, fresh_key, json_file, picture, refusal

pytestmark = pytest.mark.django_db


class TestCheckInWithDocuments:
    def test_answers_the_stay_with_its_documents_in_order(self, client, send, with_files, staff):
        response = send(client, WITH_DOCUMENTS, with_files)
        assert response.status_code == 201, response.content
        body, rows = response.json(), list(Document.objects.all())
        assert response["Location"] == f"{GUESTS}/{Stay.objects.get().pk}"
        assert [(document["type"], document["fileName"]) for document in body["documents"]] == [
            ("passport", "front.png"),
            ("visa", "back.png"),
        ]
        assert body["documents"][0] == {
            "id": rows[0].pk,
            "checkInId": body["id"],
            "type": "passport",
            "side": "",
            "number": "",
            "url": f"{GUESTS}/documents/{rows[0].pk}/content",
            "fileName": "front.png",
            "contentType": "image/png",
            "sizeBytes": rows[0].size_bytes,
            "sha256": rows[0].sha256,
            "createdById": staff.pk,
            "createdAt": body["documents"][0]["createdAt"],
        }
        assert client.get(response["Location"]).json() == body

    def test_stores_the_files(self, client, send, with_files, uploads_root):
        documents = send(client, WITH_DOCUMENTS, with_files).json()["documents"]
        assert blobs(uploads_root) == sorted(document["sha256"] for document in documents)

    def test_reads_numbers_of_a_form(self, client, send, with_files):
        body = send(client, WITH_DOCUMENTS, with_files | {"adults": "2", "children": ""}).json()
        assert (body["adults"], body["children"]) == (2, 0)

    @pytest.mark.parametrize("part", [json.dumps, json_file], ids=["text", "file"])
    def test_takes_the_fields_as_json(self, client, send, guest, part):
        request = {"checkIn": part(guest | {"adults": 2}), "files": [picture()], "documentTypes": ["oci"]}
        response = send(client, WITH_DOCUMENTS, request)
        assert response.status_code == 201, response.content
        assert (response.json()["adults"], len(response.json()["documents"])) == (2, 1)

    def test_takes_ten_files(self, client, send, guest):
        files = [picture(f"{number}.png") for number in range(10)]
        response = send(
            client, WITH_DOCUMENTS, guest | {"files": files, "documentTypes": ["other"] * len(files)}
        )
        assert len(response.json()["documents"]) == 10

    def test_in_a_taken_room_is_a_409(self, client, send, stay, with_files):
        stay()
        assert refusal(send(client, WITH_DOCUMENTS, with_files)) == (409, "room_occupied")
        assert Document.objects.count() == 0


class TestRetry:
    def post(self, client, request, key, boundary):
        for file in request["files"]:
            file.seek(0)
        body, content_type = encode_multipart(boundary, request), f"multipart/form-data; boundary={boundary}"
        return client.generic("POST", WITH_DOCUMENTS, body, content_type, headers=key)

    def test_with_a_new_boundary_is_a_replay(self, client, with_files):
        key = fresh_key()
        first, second = (self.post(client, with_files, key, boundary) for boundary in ("one", "another"))
        assert (first.status_code, first.content) == (201, second.content)
        assert second["Idempotent-Replayed"] == "true"
        assert Document.objects.count() == 2

    def test_with_the_files_swapped_is_another_request(self, client, with_files):
        key = fresh_key()
        assert self.post(client, with_files, key, "one").status_code == 201
        swapped = with_files | {"files": with_files["files"][::-1]}
        assert refusal(self.post(client, swapped, key, "one")) == (409, "idempotency_key_reused")

    def test_is_a_replay_when_redis_forgot_and_the_setting_changed(
        self, client, with_files, redis_client, organisation
    ):
        organisation.stores_aadhaar_images = True
        organisation.save()
        request, key = with_files | {"documentTypes": ["aadhaar", "pan"]}, fresh_key()
        first = self.post(client, request, key, "one")
        organisation.stores_aadhaar_images = False
        organisation.save()
        redis_client.flushall()
        second = self.post(client, request, key, "one")
        assert (first.status_code, first.content) == (201, second.content)
        assert second["Idempotent-Replayed"] == "true"
