from contextlib import contextmanager
from unittest import mock

import pytest
from django.db import OperationalError, connection
from redis.exceptions import ConnectionError as RedisConnectionError

from idempotency import replay_cache


@contextmanager
def without_database():
    with mock.patch("hotelops.api.health.connection.cursor", side_effect=OperationalError("no route")):
        yield


class TestLive:
    def test_is_answered_without_database_and_token(self, client):
        response = client.get("/health/live")
        assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
class TestReady:
    def test_reports_both_servers(self, client, redis_client):
        response = client.get("/health/ready")
        redis = "ok" if connection.vendor == "postgresql" else "embedded"
        assert response.status_code == 200
        assert response.json() == {"status": "ok", "database": "ok", "redis": redis}

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
