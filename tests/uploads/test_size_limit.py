import io
import tracemalloc

import pytest
from django.conf import settings
from django.test import RequestFactory
from PIL import Image

from hotelops.files.handlers import LARGEST_FILE
from tests.accounts.admin_site import client_of
from tests.files.pictures import PDF, photo, received
from uploads.models import Upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]

END = b"%%EOF\n"


def pdf(size: int) -> bytes:
    return PDF + b"\n" * (size - len(PDF) - len(END)) + END


class TestSizeLimit:
    def test_lets_10_mebibytes_pass(self, upload):
        assert upload(pdf(LARGEST_FILE)).json()["sizeBytes"] == LARGEST_FILE

    def test_takes_an_image_that_goes_over_the_disk(self, upload):
        content = io.BytesIO()
        Image.effect_noise((2000, 2000), 200).save(content, "PNG")
        assert len(content.getvalue()) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
        body = upload(content.getvalue(), "noise.png").json()
        assert body["sizeBytes"] > settings.FILE_UPLOAD_MAX_MEMORY_SIZE

    @pytest.mark.parametrize("size", [LARGEST_FILE + 1, 3 * LARGEST_FILE])
    def test_refuses_more(self, upload, size):
        response = upload(pdf(size))
        assert (response.status_code, response.json()["code"]) == (413, "file_too_large")
        assert "10485760 bytes" in response.json()["detail"]
        assert Upload.objects.count() == 0

    def test_is_that_of_each_file(self, send):
        parts = {"file": received(pdf(LARGEST_FILE)), "back": received(pdf(LARGEST_FILE)), "purpose": "other"}
        assert send(parts).status_code == 400
        parts = {"file": received(photo()), "back": received(pdf(LARGEST_FILE + 1)), "purpose": "other"}
        assert send(parts).status_code == 413

    def test_of_a_whole_request_is_50_mebibytes(self, send):
        response = send({"file": received(pdf(50 * 1024 * 1024)), "purpose": "other"})
        assert (response.status_code, response.json()["code"]) == (413, "body_too_large")

    def test_reads_the_whole_body_and_keeps_memory_flat(self, monkeypatch):
        parts = {"file": received(pdf(45 * 1024 * 1024)), "purpose": "other"}
        request = RequestFactory().post("/v1/uploads/file", parts)
        tracemalloc.start()
        with pytest.raises(Exception, match="10485760 bytes"):
            _ = request.FILES
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 5 * 1024 * 1024
        assert request._stream.read() == b""

    def test_holds_where_no_api_is(self, manager):
        client = client_of(manager)
        client.handler.enforce_csrf_checks = True
        client.cookies["csrftoken"] = "x" * 32
        response = client.post("/admin/", {"file": received(pdf(LARGEST_FILE + 1))})
        assert response.status_code == 413
