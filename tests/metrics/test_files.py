import errno
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpResponse
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

from hotelops.metrics import files, middleware
from hotelops.metrics.middleware import RequestMetrics

KEY = mmap_key("things", "things_total", ["kind"], ["odd"], "Things.")


def write(folder, kind, pid, value):
    numbers = MmapedDict(str(folder / f"{kind}_{pid}.db"))
    numbers.write_value(KEY, value, 0.0)
    numbers.close()


def total(folder):
    [metric] = MultiProcessCollector.merge([*map(str, folder.glob("counter_*.db"))])
    return metric.samples[0].value


@pytest.fixture
def dead():
    """Process ids of some that have ended."""
    ended = [subprocess.Popen([sys.executable, "-c", ""]) for _ in range(3)]
    for process in ended:
        process.wait()
    return [process.pid for process in ended]


class TestFilesOfDeadWorkers:
    def test_become_one_that_counts_on(self, tmp_path, dead):
        write(tmp_path, "counter", os.getpid(), 1)
        for pid in dead:
            write(tmp_path, "counter", pid, 10)
            files.merge_dead(tmp_path)
            write(tmp_path, "gauge_livesum", pid, 5)
        assert total(tmp_path) == 31
        files.merge_dead(tmp_path)
        assert {file.name for file in tmp_path.iterdir()} == {f"counter_{os.getpid()}.db", "counter_0.db"}

    def test_that_a_merge_left_behind_half_done_do_not_count(self, tmp_path, dead):
        write(tmp_path, "counter", dead[0], 10)
        (tmp_path / "counter_0.new").write_bytes(b"half")
        files.merge_dead(tmp_path)
        assert total(tmp_path) == 10

    def test_take_no_more_room_however_many_died(self, tmp_path, dead):
        for number in range(20):
            write(tmp_path, "counter", dead[number % 3], 1)
            files.merge_dead(tmp_path)
        [left] = tmp_path.iterdir()
        assert left.stat().st_size == files.BYTES_RESERVED
        assert total(tmp_path) == 20


class TestFolder:
    def test_is_emptied_of_numbers_alone(self, tmp_path, monkeypatch):
        monkeypatch.setenv(files.VARIABLE, "set, so that it is put back")
        monkeypatch.delenv(files.VARIABLE)
        assert files.shared_folder() is None
        folder = tmp_path / "metrics" / "4000"
        files.prepare(folder)
        write(folder, "counter", 1, 1)
        (folder / "kept").touch()
        files.prepare(folder)
        assert [file.name for file in folder.iterdir()] == ["kept"]
        assert files.shared_folder() == folder

    def test_has_room_for_each_worker_before_it_writes(self, tmp_path):
        files.reserve(tmp_path)
        reserved = [*tmp_path.iterdir()]
        assert len(reserved) == 3
        assert all(file.stat().st_blocks * 512 >= files.BYTES_RESERVED for file in reserved)

    def test_has_no_file_that_cannot_be_read_when_a_worker_is_killed(self, tmp_path, dead, monkeypatch):
        monkeypatch.setattr(Path, "replace", mock.Mock(side_effect=KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            files.reserve_file(tmp_path / f"counter_{dead[0]}.db")
        files.merge_dead(tmp_path)
        assert [*tmp_path.glob("*.db")] == []

    def test_without_room_is_logged_and_ends_no_process(self, settings, monkeypatch, caplog, client):
        def full():
            raise OSError(errno.ENOSPC, "No space left on device", "/data/metrics")

        monkeypatch.setattr(middleware, "measures", full)
        settings.METRICS_TOKEN = "set"
        with pytest.raises(MiddlewareNotUsed):
            RequestMetrics(lambda request: HttpResponse())
        assert caplog.messages == ["This process has no metrics: No space left on device"]
