import hashlib
import os
import sys
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from hotelops.files import sweep
from hotelops.files.blobs import SHARDS, Shard, discard, organisation_ids, stored_file_models
from hotelops.files.store import blob_path, storage
from tests.files.stores import use_bucket
from tests.pictures import PDF, photo, picture
from uploads.management.commands import sweep_uploads
from uploads.models import Upload

pytestmark = pytest.mark.django_db

NOTHING = "Removed 0 files without a row and 0 unfinished ones."
ONE = "Removed 1 files without a row and 0 unfinished ones."


def run(*arguments: str) -> str:
    return call_command("sweep_uploads", *arguments)


def later(**passed):
    return time_machine.travel(timezone.now() + timedelta(**passed), tick=False)


@pytest.fixture
def orphan(store, upload):
    """The path of a blob whose request was refused when its file had been stored."""
    assert upload(picture("PNG"), purpose="selfie").status_code == 400
    (organisation_id,) = organisation_ids()
    (prefix,) = storage().listdir(str(organisation_id))[0]
    (sha256,) = Shard(organisation_id, prefix).sha256s()
    return blob_path(organisation_id, sha256)


@pytest.fixture
def kept(store, upload):
    """The path of a blob with a row."""
    assert upload(photo()).status_code == 201
    return Upload.objects.get().path


class TestSweep:
    def test_removes_what_no_row_points_to(self, store, orphan, kept):
        with later(hours=2):
            assert run() == ONE
        assert not store.exists(orphan)
        assert store.exists(kept)

    def test_spares_what_may_belong_to_a_running_request(self, store, orphan):
        with later(minutes=59):
            assert run() == NOTHING
        assert store.exists(orphan)

    def test_can_be_told_the_age(self, store, orphan):
        with later(minutes=31):
            assert run("--older-than", "1800") == ONE

    @pytest.mark.parametrize("seconds", ["0", "-1", "899", "soon"])
    def test_refuses_an_age_of_running_requests(self, store, orphan, seconds):
        with later(days=1), pytest.raises(CommandError):
            run("--older-than", seconds)
        assert store.exists(orphan)

    def test_only_says_what_it_would_do_in_a_dry_run(self, store, orphan):
        with later(hours=2):
            assert run("--dry-run") == f"Would have {ONE.lower()}"
        assert store.exists(orphan)

    def test_finds_nothing_in_an_empty_store(self, store):
        assert run() == NOTHING

    def test_leaves_alone_what_is_not_its_own(self, store, kept):
        foreign = ["1/ab/readme.txt", "1/other/" + "a" * 64, "lost+found/ab/" + "a" * 64, "x"]
        for path in foreign:
            store.save(path, ContentFile(b"x"))
        with later(hours=2):
            assert run() == NOTHING
        assert all(store.exists(path) for path in foreign)

    def test_spares_a_blob_that_another_organisation_has_too(self, store, kept, login, other_manager, upload):
        sha256 = Upload.objects.get().sha256
        assert upload(photo(), client=login(other_manager)).status_code == 201
        Upload.objects.filter(organisation=other_manager.organisation).delete()
        with later(hours=2):
            assert run() == ONE
        assert store.exists(kept)
        assert not store.exists(blob_path(other_manager.organisation_id, sha256))

    def test_asks_once_a_shard(self, folder, upload, django_assert_num_queries):
        for content in (photo(), PDF, picture("PNG")):
            upload(content)
        shards = {sha256[:2] for sha256 in Upload.objects.values_list("sha256", flat=True)}
        with later(hours=2), django_assert_num_queries(len(shards) * len(stored_file_models())):
            assert run() == NOTHING


class TestSweepBesideRequests:
    def test_spares_what_a_row_has_come_to_need(self, store, orphan, monkeypatch):
        monkeypatch.setattr(sweep, "pointed_to", lambda organisation_id, sha256s: set(sha256s))
        with later(hours=2):
            assert run() == NOTHING
        assert store.exists(orphan)

    def test_spares_what_has_just_been_written_again(self, store, orphan):
        sweeping = sweep.Sweep(before=timezone.now() - timedelta(hours=1))
        assert not sweeping.remove(orphan)
        assert store.exists(orphan)

    def test_does_not_mind_what_is_gone(self, store):
        assert not sweep.Sweep(before=timezone.now()).remove("1/ab/" + "a" * 64)

    def test_makes_room_for_the_retry(self, store, orphan, upload, client_of_staff):
        with later(hours=2):
            run()
        assert upload(picture("PNG")).status_code == 201
        assert store.exists(orphan)


class TestBlobsSetAside:
    @pytest.fixture
    def aside(self, folder, kept, upload):
        """As a killed sweep left them: the path of a blob with a row, and of one without."""
        upload(PDF, purpose="selfie")
        orphan = blob_path(organisation_ids()[0], hashlib.sha256(PDF).hexdigest())
        for path in (kept, orphan):
            os.utime(folder / path, (0, 0))
            storage().set_aside(path)  # type: ignore[attr-defined]
        return kept, orphan

    def test_return_as_young_ones_for_the_next_sweep_to_decide(self, folder, aside):
        kept, orphan = aside
        assert run() == NOTHING
        assert storage().exists(kept)
        assert storage().exists(orphan)
        with later(hours=2):
            assert run() == ONE
        assert storage().exists(kept)
        assert not storage().exists(orphan)

    def test_stay_where_they_are_in_a_dry_run(self, aside):
        assert run("--dry-run") == f"Would have {NOTHING.lower()}"
        assert not storage().exists(aside[0])

    @pytest.fixture
    def store(self, folder):
        return storage()


class TestLeftovers:
    def test_are_removed(self, folder, kept):
        (folder / ".incoming/tmpkilled").write_bytes(b"half")
        assert run() == NOTHING
        with later(hours=2):
            assert run() == "Removed 0 files without a row and 1 unfinished ones."
        assert list(storage().leftovers()) == []

    @pytest.fixture
    def store(self, folder):
        return storage()


class TestTrouble:
    def test_of_a_bucket_is_said(self, settings, monkeypatch):
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        use_bucket(settings, "http://127.0.0.1:1", "uploads")
        with pytest.raises(CommandError, match=r"EndpointConnectionError.*run the command again"):
            run()

    def test_of_a_disk_is_said(self, folder, monkeypatch):
        monkeypatch.setattr(storage(), "listdir", failing(PermissionError()))
        with pytest.raises(CommandError, match="PermissionError"):
            run()


def failing(error):
    def fail(*args):
        raise error

    return fail


class TestProgress:
    def test_is_shown_on_a_terminal_only(self, folder, kept, capsys, monkeypatch):
        run()
        assert capsys.readouterr().err == ""
        monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
        run()
        assert "Sweeping" in capsys.readouterr().err

    def test_counts_shards(self, folder, kept):
        assert [shard.prefix for shard in sweep_uploads.shown(organisation_ids())] == [kept.split("/")[1]]
        assert SHARDS == 256

    @pytest.fixture
    def store(self, folder):
        return storage()


class TestDiscard:
    @pytest.fixture
    def row(self, kept):
        return Upload.objects.get()

    def test_removes_what_no_row_points_to_any_more(self, store, kept, row):
        needed = {row.sha256: row.created_at}
        assert discard(row.organisation_id, needed) == 0
        assert store.exists(kept)
        row.delete()
        assert discard(row.organisation_id, needed) == 0
        assert not store.exists(kept)

    def test_leaves_what_another_request_has_stored_since(self, store, kept, row):
        """Its row comes with its COMMIT; without one, the sweep removes the file."""
        row.delete()
        before = row.created_at - timedelta(minutes=2)
        assert discard(row.organisation_id, {row.sha256: before}) == 1
        assert store.exists(kept)
        with later(hours=2):
            assert run() == ONE

    def test_twice_is_harmless(self, store, kept, row):
        row.delete()
        for _ in range(2):
            assert discard(row.organisation_id, {row.sha256: row.created_at}) == 0
        assert not store.exists(kept)

    def test_of_nothing_does_nothing(self, store, staff):
        assert discard(staff.organisation_id, {}) == 0
