"""Writes the secrets of a deployment, each into a file of its own that only its owner can read.

``python3 deploy/write_secrets.py FOLDER [HOST:PORT]`` needs Python and nothing else. What is there already
stays. With the address of a Postgres it also writes DATABASE_URL, for its role and database ``hotelops``.
"""

import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final


def password() -> str:
    """Fit for an address, too."""
    return secrets.token_urlsafe(48)


def key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


FRESH: Final[dict[str, Callable[[], str]]] = {
    "SECRET_KEY": password,
    "JWT_SIGNING_KEY": password,
    "IDEMPOTENCY_SEALING_KEYS": key,
    "DOCUMENT_KEYS": key,
    "POSTGRES_PASSWORD": password,
    "REDIS_PASSWORD": password,
    "UPLOADS_ACCESS_KEY": password,
    "UPLOADS_SECRET_KEY": password,
    "METRICS_TOKEN": password,
}


def write(folder: Path, postgres: str = "") -> dict[str, str]:
    """Writes those that are missing, and gives all of them by name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    values = {name: kept(folder / name, fresh) for name, fresh in FRESH.items()}
    if postgres:
        url = f"postgres://hotelops:{values['POSTGRES_PASSWORD']}@{postgres}/hotelops"
        values["DATABASE_URL"] = kept(folder / "DATABASE_URL", lambda: url)
    return values


def kept(file: Path, fresh: Callable[[], str]) -> str:
    """What the file holds; where there is none, it is made."""
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(fresh())
    return file.read_text()


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    write(Path(sys.argv[1]), *sys.argv[2:])
