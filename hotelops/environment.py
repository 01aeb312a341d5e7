"""The process environment: where every setting and secret comes from.

Each variable may also be given as ``NAME_FILE``, the path of a file that holds the value.
``python -m hotelops.environment`` writes the ``.env`` of a development machine.
"""

import base64
import os
import re
import secrets
from collections.abc import Callable, Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from environ import FileAwareEnv

BASE_DIR = Path(__file__).resolve().parent.parent
SHORTEST_SECRET: Final = 32
FEWEST_CHARACTERS: Final = 8
"""Different ones: of 32 random hexadecimal digits one in 28 million has fewer."""
PLACEHOLDERS: Final = ("change-me", "change_me", "changeme", "example", "insecure", "password", "secret")

env = FileAwareEnv()


def text(name: str) -> str:
    """The value as it is; django-environ takes one that begins with $ for the name of another variable."""
    return str(env.ENVIRON.get(name, "")).strip()


def secret(name: str) -> str:
    """The secret ``name``; without a good one nothing starts, in development as in production."""
    return refuse_bad(name, text(name))


def optional_secret(name: str) -> str:
    """Empty where it is not set; one that is set has to be good."""
    return refuse_bad(name, value) if (value := text(name)) else ""


def secrets_of(name: str) -> list[str]:
    """Several, separated by commas; each has to be good."""
    return [refuse_bad(name, value.strip()) for value in text(name).split(",")]


def refuse_bad(name: str, value: str) -> str:
    if fault := fault_of(value):
        raise ImproperlyConfigured(
            f"{name} {fault}: set {name} or {name}_FILE, or let `make run` write a .env with fresh secrets."
        )
    return value


def fault_of(value: str) -> str:
    """What is wrong with a secret, without a word of it."""
    if len(value) < SHORTEST_SECRET:
        return f"is missing or shorter than {SHORTEST_SECRET} characters"
    if any(word in value.lower() for word in PLACEHOLDERS):
        return "looks like a placeholder"
    if len(set(value)) < FEWEST_CHARACTERS:
        return "repeats the same few characters"
    return ""


def refuse_debug(hosts: Iterable[str]) -> None:
    """An error page of DEBUG shows rows and settings to whoever meets an error."""
    if public := [host for host in hosts if not is_local(host)]:
        raise ImproperlyConfigured(
            f"DEBUG is on, and ALLOWED_HOSTS names {', '.join(public)}: switch DEBUG off for strangers."
        )


def is_local(host: str) -> bool:
    """Whether a host name is one of this machine or its network."""
    try:
        return not ip_address(host.strip("[]")).is_global
    except ValueError:
        return host.endswith((".localhost", ".local")) or ("." not in host and host != "*")


def read_dotenv() -> None:
    """Adds what ``.env`` says to the environment, which wins where both speak."""
    FileAwareEnv.read_env(BASE_DIR / ".env", overwrite=False)


def fresh_secret() -> str:
    return secrets.token_urlsafe(48)


def fresh_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


HEAD: Final = """\
# Development settings of this machine. Never commit this file. The environment wins over it.
DEBUG=on
"""
SECRETS: Final[dict[str, Callable[[], str]]] = {
    "SECRET_KEY": fresh_secret,
    "JWT_SIGNING_KEY": fresh_secret,
    "IDEMPOTENCY_SEALING_KEYS": fresh_key,
    "DOCUMENT_KEYS": fresh_key,
}


def write_dotenv(path: Path = BASE_DIR / ".env") -> None:
    """Writes fresh secrets for a development machine; to an existing file it adds those that are missing."""
    written = path.read_text() if path.exists() else ""
    missing = [name for name in SECRETS if not re.search(f"^{name}(_FILE)?=", written, re.MULTILINE)]
    begin = HEAD if not written else "" if written.endswith("\n") else "\n"
    if missing:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a") as file:
            file.write(begin + "".join(f"{name}={SECRETS[name]()}\n" for name in missing))


if __name__ == "__main__":
    write_dotenv()
