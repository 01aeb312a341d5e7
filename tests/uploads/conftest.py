from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from tests.files.stores import bucket, folder, s3, store
from tests.pictures import photo

__all__ = ["bucket", "folder", "s3", "store"]

PATH = "/v1/uploads/file"


@pytest.fixture
def client_of_staff(login, staff):
    return login(staff)


@pytest.fixture
def send(client_of_staff):
    """Sends a multipart request with a boundary and, unless given, a key of its own."""

    def sent(parts, *, client=client_of_staff, key=None, path=PATH):
        boundary = uuid4().hex
        return client.generic(
            "POST",
            path,
            encode_multipart(boundary, parts),
            content_type=f"multipart/form-data; boundary={boundary}",
            headers={"Idempotency-Key": key or str(uuid4())},
        )

    return sent


@pytest.fixture
def upload(send):
    """Uploads a file."""

    def uploaded(content=None, name="bill.jpg", *, client=None, key=None, **fields):
        file = SimpleUploadedFile(name, photo() if content is None else content)
        parts = {"file": file, "purpose": "receipt", **fields}
        return send(parts, key=key, **({"client": client} if client else {}))

    return uploaded
