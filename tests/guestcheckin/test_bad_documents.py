import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from .conftest import AADHAAR, WITH_DOCUMENTS, blobs, errors, fresh_key, json_file, picture, refusal

pytestmark = pytest.mark.django_db


def bad_picture():
    return SimpleUploadedFile("third.png", b"\x89PNG\r\n\x1a\n not a picture", "image/png")


class TestRefusalOfACheckInWithDocuments:
    @pytest.mark.parametrize(
        ("change", "wrong"),
        [
            ({"files": []}, ("files", "required")),
            ({"files": ["text", "text"]}, ("files.0", "invalid")),
            ({"documentTypes": []}, ("documentTypes", "required")),
            ({"documentTypes": ["passport"]}, ("documentTypes", "documents_mismatch")),
            ({"documentTypes": ["passport"] * 3}, ("documentTypes", "documents_mismatch")),
            ({"documentTypes": ["passport", "library_card"]}, ("documentTypes.1", "invalid_choice")),
            ({"photo": picture()}, ("photo", "unknown_field")),
            ({"colour": "red"}, ("colour", "unknown_field")),
            ({"files[0]": picture()}, ("files[0]", "unknown_field")),
            ({"roomNumber": ["1", "2"]}, ("roomNumber", "repeated")),
            ({"checkIn": "{}"}, ("guestName", "given_twice")),
            ({"adults": "many"}, ("adults", "invalid")),
            ({"guestName": f"Asha {AADHAAR}"}, ("guestName", "full_aadhaar_refused")),
        ],
    )
    def test_names_the_field(self, client, send, with_files, nothing_is_stored, change, wrong):
        assert wrong in errors(send(client, WITH_DOCUMENTS, with_files | change))
        assert nothing_is_stored()

    def test_of_more_than_ten_files(self, client, send, guest, nothing_is_stored):
        request = guest | {
            "files": [picture() for _ in range(11)],
            "documentTypes": ["other"] * 11,
        }
        assert ("files", "max_length") in errors(send(client, WITH_DOCUMENTS, request))
        assert nothing_is_stored()

    @pytest.mark.parametrize(
        ("part", "code"),
        [
            ("{", "parse_error"),
            ("[]", "parse_error"),
            ("null", "parse_error"),
            ("", "parse_error"),
            ('{"adults": NaN}', "parse_error"),
            ('{"adults": 1, "adults": 2}', "parse_error"),
            ('{"guestName": "\\ud800"}', "parse_error"),
            ("[" * 100_000, "max_length"),
            ("[" * 10_000, "parse_error"),
            (SimpleUploadedFile("blob", b"\xff{}", "application/json"), "parse_error"),
            (SimpleUploadedFile("blob", b" " * 65_537, "application/json"), "max_length"),
        ],
    )
    def test_of_a_json_part_that_is_none(self, client, send, part, code):
        request = {"checkIn": part, "files": [picture()], "documentTypes": ["oci"]}
        assert errors(send(client, WITH_DOCUMENTS, request)) == {("checkIn", code)}

    def test_of_a_json_part_of_wrong_types(self, client, send, guest):
        part = json.dumps(guest | {"adults": "2"})
        request = {"checkIn": part, "files": [picture()], "documentTypes": ["oci"]}
        assert errors(send(client, WITH_DOCUMENTS, request)) == {("adults", "wrong_type")}

    def test_of_a_json_part_given_twice(self, client, send, guest):
        parts = [json.dumps(guest), json_file(guest)]
        request = {"checkIn": parts, "files": [picture()], "documentTypes": ["oci"]}
        assert errors(send(client, WITH_DOCUMENTS, request)) == {("checkIn", "repeated")}

    def test_of_a_bad_third_file_names_it_and_stores_nothing(
        self, client, send, guest, nothing_is_stored, uploads_root
    ):
        files = [picture("first.png"), picture("second.png"), bad_picture()]
        response = send(client, WITH_DOCUMENTS, guest | {"files": files, "documentTypes": ["other"] * 3})
        assert errors(response) == {("files.2", response.json()["code"])}
        assert response.json()["code"] in ("image_unreadable", "file_type_refused")
        assert "third.png" in response.json()["detail"]
        assert nothing_is_stored()
        assert blobs(uploads_root) == []

    def test_of_a_json_body(self, client, post, guest):
        assert refusal(post(client, WITH_DOCUMENTS, guest)) == (415, "unsupported_media_type")

    def test_leaves_the_key_free(self, client, send, with_files):
        key = fresh_key()
        assert send(client, WITH_DOCUMENTS, with_files | {"phone": "1"}, key).status_code == 400
        for file in with_files["files"]:
            file.seek(0)
        assert send(client, WITH_DOCUMENTS, with_files, key).status_code == 201
