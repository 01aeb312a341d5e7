import errno
import io
import os
import tempfile
import tracemalloc
from typing import IO, Any

import pytest
from django.conf import settings
from django.test import RequestFactory
from PIL import Image

from hotelops.files import temporary
from hotelops.files.handlers import LARGEST_FILE
from tests.accounts.admin_site import client_of
from tests.pictures import PDF, photo, received
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
        client.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32
        response = client.post("/admin/", {"file": received(pdf(LARGEST_FILE + 1))})
        assert response.status_code == 413


class TestDisk:
    def test_shows_no_name_of_a_large_file(self, tmp_path, monkeypatch):
        """What has no name is gone with its process."""
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        seen: list[Any] = []
        content = pdf(8 * 1024 * 1024)
        request = RequestFactory().post("/v1/uploads/file", {"file": received(content), "purpose": "other"})

        def read(size: int) -> bytes:
            seen.extend(tmp_path.iterdir())
            return request._stream.read(size)

        monkeypatch.setattr(request, "read", read)
        [file] = request.FILES.getlist("file")
        assert seen == []
        assert os.fstat(file.fileno()).st_nlink == 0
        assert (file.size, file.read()) == (len(content), content)

    def test_without_room_is_a_503(self, upload, monkeypatch, caplog):
        monkeypatch.setattr(temporary, "TemporaryFile", full_disk)
        response = upload(pdf(3 * 1024 * 1024))
        assert (response.status_code, response.json()["code"]) == (503, "storage_unavailable")
        assert response["Retry-After"] == "1"
        assert "A temporary file failed: OSError, No space left on device" in caplog.text
        monkeypatch.setattr(temporary, "TemporaryFile", no_folder)
        assert upload(pdf(3 * 1024 * 1024)).status_code == 503
        monkeypatch.undo()
        assert upload(pdf(3 * 1024 * 1024)).status_code == 201


def no_folder(**options: Any) -> IO[bytes]:
    raise FileNotFoundError(errno.ENOENT, "No usable temporary directory")


def full_disk(**options: Any) -> IO[bytes]:
    return open("/dev/full", "r+b", **options)
