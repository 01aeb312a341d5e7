"""What this machine has to run clients with, or can install for them."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp
from threading import Lock
from typing import Any, Final

HERE: Final = Path(__file__).parent
PACKAGES: Final = Path(sys.prefix) / "node"
INSTALLING: Final = Lock()
NPM_OPTIONS: Final = ("--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--fetch-retries=1")
OKHTTP: Final = tuple(Path("/usr/share/java") / f"{name}.jar" for name in ("okhttp", "okio"))
SECONDS: Final = 90


class Missing(Exception):
    """Names what is not here."""


def program(name: str) -> str:
    if (path := shutil.which(name)) is None:
        raise Missing(name)
    return path


def okhttp() -> str:
    """The class path of Debian's OkHttp."""
    if absent := [jar.name for jar in OKHTTP if not jar.exists()]:
        raise Missing(f"{' and '.join(absent)} of Debian's libokhttp-java")
    return ":".join(map(str, OKHTTP))


def node_packages() -> Path:
    """Where the packages of package.json are; they are installed once, beside those of Python."""
    wanted = (HERE / "package.json").read_bytes()
    folder = PACKAGES / hashlib.sha256(wanted).hexdigest()[:12]
    with INSTALLING:
        if not folder.exists():
            PACKAGES.mkdir(exist_ok=True)
            installed(wanted).rename(folder)
    return folder / "node_modules"


def installed(wanted: bytes) -> Path:
    command = [program("npm"), "install", *NPM_OPTIONS]
    folder = Path(mkdtemp(dir=PACKAGES))
    (folder / "package.json").write_bytes(wanted)
    try:
        ran(command, folder, os.environ).check_returncode()
    except subprocess.SubprocessError as error:
        shutil.rmtree(folder)
        raise Missing("its packages, and npm cannot install them") from error
    return folder


def ran(
    command: list[str], folder: Path, environment: Any = None, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Without the proxies of this machine, unless its whole environment is given."""
    return subprocess.run(
        command,
        cwd=folder,
        env=environment or {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        **options,
    )
