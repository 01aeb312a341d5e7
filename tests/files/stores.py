"""The store of uploads, once as a folder and once as a bucket."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from moto.server import ThreadedMotoServer

from hotelops.files.bucket import client_config
from hotelops.files.store import BlobStorage, storage

REGION = {"region_name": "eu-west-1"}


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 that lives in this process."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """Uploads are kept there."""
    use(settings, "hotelops.files.storage.LocalStorage", location=tmp_path / "uploads")
    return tmp_path / "uploads"


@pytest.fixture
def bucket(settings, s3, monkeypatch) -> str:
    """The name of a bucket that uploads are kept in."""
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    name = f"uploads-{uuid4()}"
    keys = {"aws_access_key_id": "id", "aws_secret_access_key": "secret"}
    client = boto3.client("s3", endpoint_url=s3, config=client_config(s3), **keys, **REGION)
    client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    client.close()
    use_bucket(settings, s3, name)
    return name


@pytest.fixture(params=["folder", "bucket"])
def store(request) -> BlobStorage:
    """What keeps the uploads, folder and bucket in turn."""
    request.getfixturevalue(request.param)
    return storage()


def use_bucket(settings: Any, address: str, name: str) -> None:
    use(
        settings,
        "hotelops.files.bucket.BucketStorage",
        endpoint_url=address,
        bucket_name=name,
        access_key="id",
        secret_key="secret",
        **REGION,
    )


def use(settings: Any, backend: str, **options: Any) -> None:
    settings.STORAGES = settings.STORAGES | {"uploads": {"BACKEND": backend, "OPTIONS": options}}
