"""Blobs in an S3-compatible bucket. Apart from the folder's module, since boto3 takes 40 MB a process."""

from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar, Final

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

URL_LIVES_FOR: Final = 300
ONE_PUT: Final = 1024**3


class BucketStorage(S3Storage):
    """Private: no ACL is sent, so the bucket's own rules hold, and every address is signed.

    The key may GetObject, PutObject, DeleteObject and ListBucket; without the last, S3 calls a missing blob a
    forbidden one. The bucket has no versioning, or expires noncurrent versions: else erased files are kept.
    """

    errors: ClassVar[tuple[type[Exception], ...]] = (OSError, Boto3Error, BotoCoreError, ClientError)

    def get_default_settings(self) -> dict[str, Any]:
        """Takes nothing from ``AWS_*`` settings; credentials may come from boto3's own chain."""
        return {
            **super().get_default_settings(),
            "default_acl": None,
            "file_overwrite": True,
            "querystring_auth": True,
            "querystring_expire": URL_LIVES_FOR,
            "custom_domain": None,
            "gzip": False,
            # In one PUT a blob appears whole or not at all, and a killed process leaves no parts behind.
            "transfer_config": TransferConfig(multipart_threshold=ONE_PUT, use_threads=False),
        }

    def __init__(self, **options: Any) -> None:
        options.setdefault("client_config", client_config(options.get("endpoint_url")))
        super().__init__(**options)

    def get_modified_time(self, name: str) -> datetime:
        try:
            return super().get_modified_time(name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == HTTPStatus.NOT_FOUND:
                raise FileNotFoundError(name) from error
            raise

    def temporary_url(self, name: str, content_type: str, disposition: str) -> str:
        return self.url(
            name,
            parameters={
                "ResponseContentType": content_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": "no-store",
            },
        )

    def delete_if_older(self, name: str, before: datetime) -> bool:
        """Not exact: S3 deletes on no condition of age, so a blob written in between goes as well."""
        if is_older := self.get_modified_time(name) < before:
            self.delete(name)
        return is_older

    def restore(self) -> None:
        """Here, a blob is deleted in one step."""

    def leftovers(self) -> Iterator[str]:
        return iter(())


def client_config(endpoint_url: str | None) -> Config:
    """Fails soon enough for a client to try again, and speaks what S3's imitators understand."""
    return Config(
        signature_version="s3v4",
        connect_timeout=3,
        read_timeout=10,
        retries={"mode": "standard", "total_max_attempts": 2},
        s3={"addressing_style": "path" if endpoint_url else "auto"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
