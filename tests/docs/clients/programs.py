"""The clients of the page as programs: a block of it, and what sends drafts by it."""

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hotelops.environment import BASE_DIR
from tests.docs.pages import blocks

from .machine import HERE, node_packages, okhttp, program, ran

PAGE: Final = BASE_DIR / "docs" / "clients.md"
ADDRESS: Final = "https://hotelops.example.com"
TIMEOUT: Final = re.compile(r"\b20(?=_000\b|\b)")
"""The seconds that a client of the page waits for an answer: its only 20."""
PATIENCE: Final = 6


@dataclass(frozen=True)
class Program:
    """``ready`` makes a folder fit to run it, and gives the command."""

    block_in: str
    files: tuple[str, ...]
    ready: Callable[[Path], list[str]]

    def send(self, kind: str, drafts: Iterable[str], *, folder: Path, to: str, token: str) -> dict[str, Any]:
        """The answers, by key."""
        (folder / self.block_in).write_text(aimed(block(kind), to))
        for name in self.files:
            shutil.copy(HERE / name, folder)
        command = [*self.ready(folder), token]
        result = ran(command, folder, input="".join(f"{draft}\n" for draft in drafts))
        assert result.returncode == 0, result.stdout + result.stderr
        answers = map(json.loads, result.stdout.splitlines())
        return {answer["key"]: answer for answer in answers}


def block(kind: str) -> str:
    [text] = [block.text for block in blocks(PAGE) if block.kind == kind]
    return text


def aimed(text: str, address: str) -> str:
    """The block as a reader would fill it in, and with less patience."""
    assert ADDRESS in text
    assert TIMEOUT.search(text)
    return TIMEOUT.sub(str(PATIENCE), text.replace(ADDRESS, address))


def python(folder: Path) -> list[str]:
    return [sys.executable, "drive.py"]


def node(script: str) -> Callable[[Path], list[str]]:
    def ready(folder: Path) -> list[str]:
        command = [program("node"), script]
        (folder / "node_modules").symlink_to(node_packages())
        return command

    return ready


def java(folder: Path) -> list[str]:
    classes = f"{okhttp()}:."
    compiled = ran([program("javac"), "-cp", classes, "Hotelops.java", "Drive.java"], folder)
    assert compiled.returncode == 0, compiled.stderr
    return [program("java"), "-cp", classes, "Drive"]


PROGRAMS: Final = {
    "urllib3": Program("client.py", ("drive.py",), python),
    "axios": Program("client.mjs", ("drive.mjs", "axios.mjs"), node("axios.mjs")),
    "ky": Program("client.mjs", ("drive.mjs", "ky.mjs"), node("ky.mjs")),
    "OkHttp": Program("Hotelops.java", ("Drive.java",), java),
}
"""By the kind of their block."""
