"""The states of what a process needs to serve, each in a word; the log has the kind of error."""

import logging
import threading
import time
from typing import Final, Literal

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from redis.exceptions import RedisError

from idempotency.replay_cache import connected

FOLDER_TRIED_EVERY: Final = 1.0
BUCKET_TRIED_EVERY: Final = 30.0
"""Seconds: each time costs a PUT and a DELETE."""
PROBE: Final = "health/probe"

logger = logging.getLogger(__name__)


def database_state() -> Literal["ok", "unavailable"]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        logger.warning("The database does not answer: %s", type(error).__name__)
        return "unavailable"
    return "ok"


def redis_state() -> Literal["ok", "unavailable", "embedded"]:
    try:
        with connected() as redis:
            redis.exists("health")  # a server that answers PING may refuse everything else
    except RedisError as error:
        logger.warning("Redis does not answer: %s", type(error).__name__)
        return "unavailable"
    return "ok" if settings.REDIS_URL else "embedded"


class Migrations:
    """Looked for until all are applied: what was applied stays so."""

    def __init__(self) -> None:
        self._are_applied = False

    def state(self) -> Literal["ok", "pending", "unknown"]:
        try:
            self._are_applied = self._are_applied or not self._plan()
        except Error:
            return "unknown"
        return "ok" if self._are_applied else "pending"

    def _plan(self) -> list[object]:
        executor = MigrationExecutor(connection)
        return [*executor.migration_plan(executor.loader.graph.leaf_nodes())]


class Uploads:
    """The folder or bucket, tried now and then by writing and deleting a small file."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: Literal["ok", "unavailable"] = "unavailable"
        self._tried_again_at = 0.0

    def state(self) -> Literal["ok", "unavailable"]:
        """What is known, while another thread tries: a bucket may take long to fail."""
        if self._lock.acquire(blocking=False):
            try:
                self._try_again()
            finally:
                self._lock.release()
        return self._known

    def _try_again(self) -> None:
        if time.monotonic() >= self._tried_again_at:
            self._known = self._tried()
            wait = BUCKET_TRIED_EVERY if settings.UPLOADS_BUCKET else FOLDER_TRIED_EVERY
            self._tried_again_at = time.monotonic() + wait

    def _tried(self) -> Literal["ok", "unavailable"]:
        """All processes try the same name: what one of them leaves behind, the next one deletes."""
        try:
            storage = storages["uploads"]
            storage.delete(storage.save(PROBE, ContentFile(b"ok")))
        except Exception as error:  # of the disk, of boto3, of botocore
            logger.warning("The store of uploads takes no files: %s", type(error).__name__)
            return "unavailable"
        return "ok"


migrations = Migrations()
uploads = Uploads()
