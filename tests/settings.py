"""The product's settings, on servers that the fixtures start.

`TEST_ON=embedded` chooses SQLite and fakeredis instead; `DATABASE_URL` and `REDIS_URL` name running servers.
"""

import atexit
import os
from tempfile import TemporaryDirectory
from unittest import mock

from tests.servers import Postgres, Valkey
from tests.servers.product import SECRETS

ON_SERVERS = os.environ.get("TEST_ON") != "embedded"
POSTGRES = Postgres.from_environment() if ON_SERVERS else None
VALKEY = Valkey.from_environment() if ON_SERVERS else None
DATA = TemporaryDirectory(prefix="hotelops-data-")
atexit.register(DATA.cleanup)

_chosen = SECRETS | {
    "DEBUG": "off",
    "DATABASE_URL": POSTGRES.url if POSTGRES else "",
    "REDIS_URL": VALKEY.url if VALKEY else "",
    "DATA_DIR": DATA.name,
    "UPLOADS_BUCKET": "",
}
with mock.patch.dict(os.environ, _chosen):
    from hotelops.settings import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
