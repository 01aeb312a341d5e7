from contextlib import contextmanager
from types import SimpleNamespace
from unittest import mock

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import storages
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from redis.exceptions import ConnectionError as RedisConnectionError

from hotelops.api import health, readiness
from idempotency import replay_cache

READY = {"status": "ok", "database": "ok", "migrations": "ok", "uploads": "ok"}


@contextmanager
def without_database():
    with mock.patch("hotelops.api.readiness.connection.cursor", side_effect=OperationalError("no route")):
        yield


class TestLive:
    def test_is_answered_without_database_and_token(self, client):
        response = client.get("/health/live")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.fixture(autouse=True)
def fresh_process(monkeypatch):
    """One that knows of no migration and no place for uploads."""
    monkeypatch.setattr(health, "migrations", readiness.Migrations())
    monkeypatch.setattr(health, "uploads", readiness.Uploads())


@pytest.mark.django_db
class TestReady:
    def test_reports_both_servers(self, client, redis_client):
        response = client.get("/health/ready")
        redis = "ok" if connection.vendor == "postgresql" else "embedded"
        assert response.status_code == 200
        assert response.json() == {**READY, "redis": redis}

    def test_does_not_need_redis(self, client):
        with mock.patch.object(replay_cache, "get_redis_connection", side_effect=RedisConnectionError):
            response = client.get("/health/ready")
        assert response.status_code == 200
        assert response.json()["redis"] == "unavailable"

    def test_needs_the_database(self, client, redis_client):
        with without_database():
            response = client.get("/health/ready")
        assert response.status_code == 503
        assert response.json()["status"] == "unavailable"
        assert response.json()["database"] == "unavailable"
        assert response.json()["migrations"] == "unknown"

    def test_needs_all_migrations_until_they_are_applied(self, client, redis_client):
        *_, last = MigrationRecorder(connection).applied_migrations()
        MigrationRecorder(connection).record_unapplied(*last)
        response = client.get("/health/ready")
        assert (response.status_code, response.json()["migrations"]) == (503, "pending")
        MigrationRecorder(connection).record_applied(*last)
        assert client.get("/health/ready").json()["migrations"] == "ok"

    def test_looks_for_migrations_no_more_once_all_are_applied(self, client, redis_client, monkeypatch):
        client.get("/health/ready")
        monkeypatch.setattr(readiness, "MigrationExecutor", None)
        assert client.get("/health/ready").json()["migrations"] == "ok"

    def test_needs_a_place_for_uploads(self, client, redis_client, settings, tmp_path):
        file = tmp_path / "file"
        file.touch()
        settings.STORAGES = at(file / "folder")
        response = client.get("/health/ready")
        assert (response.status_code, response.json()["uploads"]) == (503, "unavailable")

    def test_leaves_nothing_among_the_uploads(self, client, redis_client, settings, tmp_path):
        settings.STORAGES = at(tmp_path / "uploads")
        assert client.get("/health/ready").json()["uploads"] == "ok"
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class TestUploads:
    @pytest.mark.parametrize(("bucket", "seconds"), [("", 1), ("photos", 30)])
    def test_are_tried_now_and_then(self, settings, monkeypatch, bucket, seconds):
        settings.UPLOADS_BUCKET = bucket
        uploads, now = readiness.Uploads(), [100.0]
        save = mock.Mock(return_value="name")
        monkeypatch.setattr(storages["uploads"], "save", save)
        monkeypatch.setattr(readiness, "time", SimpleNamespace(monotonic=lambda: now[0]))
        for passed, tried in ((0, 1), (0, 1), (seconds - 0.1, 1), (0.2, 2)):
            now[0] += passed
            assert (uploads.state(), save.call_count) == ("ok", tried)

    def test_are_what_they_were_while_another_thread_tries(self):
        uploads = readiness.Uploads()
        assert uploads.state() == "ok"
        with uploads._lock:
            assert uploads.state() == "ok"


def at(folder):
    """STORAGES with uploads in that folder."""
    uploads = {"BACKEND": "hotelops.files.storage.LocalStorage", "OPTIONS": {"location": folder}}
    return {**django_settings.STORAGES, "uploads": uploads}
