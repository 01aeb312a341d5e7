"""What compose.yaml has its services do before they serve."""

# ruff: noqa: F811 fixtures that are imported are arguments, too

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from hotelops.files.store import storage
from tests.files.stores import s3, use  # noqa: F401 a fixture

from .shipped import compose

pytestmark = pytest.mark.embedded  # once is enough


@pytest.fixture(scope="module")
def services():
    return compose()["services"]


class TestScript:
    def test_tells_valkey_its_password(self, services, tmp_path):
        written = written_by(services["valkey"]["command"][-1], tmp_path / "valkey.conf")
        assert written.splitlines()[0] == "requirepass REDIS_PASSWORD-1"
        assert "maxmemory-policy noeviction" in written

    def test_tells_the_bucket_its_keys(self, services, tmp_path):
        written = written_by(services["bucket"]["command"][0], tmp_path / "s3.json")
        [identity] = json.loads(written)["identities"]
        [keys] = identity["credentials"]
        assert keys == {"accessKey": "UPLOADS_ACCESS_KEY-1", "secretKey": "UPLOADS_SECRET_KEY-1"}
        assert {"Read", "Write", "List"} <= set(identity["actions"])

    def test_of_every_day_is_one_that_a_shell_reads(self, services):
        subprocess.run(["sh", "-n", "-c", services["daily"]["command"][0]], check=True)


def written_by(script: str, file: Path) -> str:
    """What a script writes in a folder of this test, before it becomes the server."""
    for name in ("REDIS_PASSWORD", "UPLOADS_ACCESS_KEY", "UPLOADS_SECRET_KEY"):
        (file.parent / name).write_text(f"{name}-1")
    prepared, _, _ = script.replace("$$", "$").partition("exec ")
    here = re.sub(r"/(run/secrets|tmp)/", f"{file.parent}/", prepared)
    subprocess.run(["sh", "-c", here], check=True)
    assert file.stat().st_mode & 0o777 == 0o600
    return file.read_text()


class TestCreateBucket:
    def test_makes_the_bucket_and_may_be_repeated(self, services, s3, settings):
        given = services["create-bucket"]["environment"]
        use(
            settings,
            "hotelops.files.bucket.BucketStorage",
            endpoint_url=s3,
            bucket_name=given["UPLOADS_BUCKET"],
            region_name=given["UPLOADS_REGION"],
            access_key="id",
            secret_key="secret",
        )
        shell, option, code = services["create-bucket"]["command"]
        assert (shell, option) == ("shell", "--command")
        assert made_at() is None
        exec(code, {})
        made = made_at()
        exec(code, {})
        assert made_at() == made is not None


def made_at() -> datetime | None:
    store: Any = storage()
    made: datetime | None = store.bucket.creation_date
    return made
