import io
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files import File
from django.core.files.base import ContentFile
from django.utils import timezone

from hotelops.files.store import storage

NAME = "1/ab/abc"


class TestStore:
    def test_gives_back_what_was_saved(self, store):
        assert store.save(NAME, ContentFile(b"first")) == NAME
        assert store.exists(NAME)
        with store.open(NAME) as content:
            assert content.read() == b"first"

    def test_saves_over_what_is_there(self, store):
        for content in (b"first", b"second"):
            assert store.save(NAME, ContentFile(content)) == NAME
        with store.open(NAME) as content:
            assert content.read() == b"second"
        assert store.listdir("1/ab") == ([], ["abc"])

    def test_saves_from_the_start_of_a_file_and_leaves_it_open(self, store):
        source = io.BytesIO(b"whole")
        source.seek(3)
        store.save(NAME, File(source))
        with store.open(NAME) as content:
            assert content.read() == b"whole"
        assert not source.closed

    def test_forgets_what_was_deleted(self, store):
        store.save(NAME, ContentFile(b"x"))
        store.delete(NAME)
        store.delete(NAME)
        assert not store.exists(NAME)

    def test_says_when_something_is_not_there(self, store):
        with pytest.raises(FileNotFoundError):
            store.get_modified_time(NAME)
        with pytest.raises(FileNotFoundError):
            store.open(NAME)

    def test_takes_writers_of_one_blob_at_once(self, store):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: store.save(NAME, ContentFile(b"same")), range(16)))
        with store.open(NAME) as content:
            assert content.read() == b"same"
        assert list(store.leftovers()) == []

    def test_deletes_what_is_old_enough(self, store):
        store.save(NAME, ContentFile(b"x"))
        written = store.get_modified_time(NAME)
        assert not store.delete_if_older(NAME, written)
        assert store.exists(NAME)
        assert store.delete_if_older(NAME, written + timedelta(seconds=1))
        assert not store.exists(NAME)
        with pytest.raises(FileNotFoundError):
            store.delete_if_older(NAME, written)


class Torn(io.BytesIO):
    """A file whose end cannot be read."""

    def read(self, size: int | None = -1) -> bytes:
        if content := super().read(3):
            return content
        raise OSError("unplugged")


class TestFolder:
    @pytest.fixture
    def blob(self, folder) -> Path:
        storage().save(NAME, ContentFile(b"x"))
        return folder / NAME

    def test_is_for_the_process_only(self, blob, folder):
        assert stat.S_IMODE(blob.stat().st_mode) == 0o600
        for path in (folder, folder / "1", folder / "1/ab", folder / ".incoming"):
            assert stat.S_IMODE(path.stat().st_mode) == 0o700

    @pytest.mark.parametrize("name", ["../x", "/etc/passwd", "1/../../x"])
    def test_is_never_left(self, folder, name):
        with pytest.raises(SuspiciousOperation):
            storage().open(name)
        with pytest.raises(SuspiciousOperation):
            storage().save(name, ContentFile(b"x"))

    def test_has_no_half_written_blob(self, folder):
        with pytest.raises(OSError, match="unplugged"):
            storage().save(NAME, File(Torn(b"half a blob")))
        assert not (folder / NAME).exists()
        assert list(storage().leftovers()) == []

    def test_keeps_the_old_blob_when_the_new_one_is_torn(self, blob):
        with pytest.raises(OSError, match="unplugged"):
            storage().save(NAME, File(Torn(b"half a blob")))
        assert blob.read_bytes() == b"x"

    def test_leaves_nothing_behind_when_the_blob_cannot_take_its_place(self, folder):
        (folder / NAME).mkdir(parents=True)
        with pytest.raises(IsADirectoryError):
            storage().save(NAME, ContentFile(b"x"))
        assert list(storage().leftovers()) == []

    def test_has_the_blob_on_the_disk_before_it_has_a_name(self, folder, monkeypatch):
        done: Any = []
        fsync, replace = os.fsync, Path.replace
        monkeypatch.setattr(os, "fsync", lambda number: done.append("fsync") or fsync(number))
        monkeypatch.setattr(Path, "replace", lambda *paths: done.append("replace") or replace(*paths))
        storage().save(NAME, ContentFile(b"x"))
        place = done.index("replace")
        assert "fsync" in done[:place]
        assert done[place + 1 :] == ["fsync"]

    def test_names_what_a_killed_process_left(self, blob, folder):
        (folder / ".incoming/tmpkilled").write_bytes(b"half")
        assert list(storage().leftovers()) == [".incoming/tmpkilled"]

    def test_has_no_leftovers_before_its_first_blob(self, folder):
        assert list(storage().leftovers()) == []

    @pytest.mark.parametrize("moment", ["get_modified_time", "set_aside"])
    def test_keeps_a_blob_that_is_written_again_while_the_old_one_is_deleted(self, blob, monkeypatch, moment):
        os.utime(blob, (0, 0))
        done = getattr(storage(), moment)

        def then_written(name: str) -> Any:
            result = done(name)
            monkeypatch.undo()
            storage().save(NAME, ContentFile(b"x"))
            return result

        monkeypatch.setattr(storage(), moment, then_written)
        storage().delete_if_older(NAME, timezone.now() - timedelta(hours=1))
        assert blob.read_bytes() == b"x"
        assert list((blob.parents[2] / ".incoming").iterdir()) == []

    def test_puts_a_blob_back_over_one_that_was_written_meanwhile(self, blob):
        os.utime(blob, (0, 0))
        storage().set_aside(NAME)  # type: ignore[attr-defined]
        storage().save(NAME, ContentFile(b"x"))
        storage().restore()
        assert timezone.now() - storage().get_modified_time(NAME) < timedelta(minutes=1)
        assert list((blob.parents[2] / ".incoming").iterdir()) == []

    def test_deletes_where_a_backup_was_restored_without_the_folder_for_what_comes_in(self, blob):
        (blob.parents[2] / ".incoming").rmdir()
        assert storage().delete_if_older(NAME, timezone.now() + timedelta(hours=1))
        assert not blob.exists()

    def test_has_no_addresses(self, blob):
        assert storage().temporary_url(NAME, "image/png", "attachment") is None
        with pytest.raises(ValueError, match="no public address"):
            storage().url(NAME)  # type: ignore[attr-defined]


class TestBucket:
    @pytest.fixture
    def address(self, bucket) -> str:
        storage().save(NAME, ContentFile(b"content"))
        return storage().temporary_url(NAME, "image/png", 'attachment; filename="a b.png"') or ""

    def test_gives_out_a_signed_address_for_five_minutes(self, address, bucket):
        parameters = parse_qs(urlsplit(address).query)
        assert urlsplit(address).path == f"/{bucket}/{NAME}"
        assert parameters["X-Amz-Algorithm"] == ["AWS4-HMAC-SHA256"]
        assert parameters["X-Amz-Expires"] == ["300"]

    def test_serves_it_as_a_download_of_that_name_and_kind(self, address):
        with urlopen(address) as response:
            assert response.read() == b"content"
            assert response.headers["Content-Type"] == "image/png"
            assert response.headers["Content-Disposition"] == 'attachment; filename="a b.png"'
            assert response.headers["Cache-Control"] == "no-store"

    def test_sends_no_acl(self, bucket):
        assert "ACL" not in storage()._get_write_parameters(NAME)  # type: ignore[attr-defined]

    def test_gives_up_soon(self, bucket):
        config = storage().client_config  # type: ignore[attr-defined]
        assert (config.connect_timeout, config.read_timeout) == (3, 10)
        assert config.retries["total_max_attempts"] == 2

    def test_sends_a_blob_in_one_piece(self, bucket):
        assert storage().transfer_config.multipart_threshold > 100 * 1024 * 1024  # type: ignore[attr-defined]

    def test_of_amazon_is_addressed_by_its_name(self, settings):
        from hotelops.files.bucket import client_config

        assert client_config(None).s3 == {"addressing_style": "auto"}

    def test_that_refuses_is_not_an_empty_one(self, bucket, monkeypatch):
        monkeypatch.setattr(storage(), "bucket_name", "somebody-else-s")
        with pytest.raises(storage().errors):
            storage().listdir("")
