"""The pages that people read, and the shell blocks in them that tests run.

A block's kind is the word behind its language: ``sh runnable`` is run, from the top of a page to its bottom.
In a block, a line ``# → text`` says what the commands above it print.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hotelops.environment import BASE_DIR

PAGES: Final = sorted(page for at in ("*.md", "docs/*.md", "deploy/*.md") for page in BASE_DIR.glob(at))
FENCE: Final = re.compile(r"^```(?P<language>\w*) ?(?P<kind>.*)\n(?P<text>(?:.*\n)*?)```$", re.MULTILINE)
HEADING: Final = re.compile(r"^#+ (.*)$", re.MULTILINE)
EXPECTED: Final = "# → "
END_OF_BLOCK: Final = "\x1e"
SECONDS: Final = 120


@dataclass(frozen=True)
class Block:
    """Code of a page, and the heading that it stands under."""

    heading: str
    language: str
    kind: str
    text: str

    @property
    def expected(self) -> list[str]:
        lines = self.text.splitlines()
        return [line.removeprefix(EXPECTED) for line in lines if line.startswith(EXPECTED)]


def blocks(page: Path) -> Iterator[Block]:
    text = page.read_text()
    for fence in FENCE.finditer(text):
        *_, heading = ["", *headings(text[: fence.start()])]
        yield Block(heading, fence["language"], fence["kind"], fence["text"])


def headings(text: str) -> list[str]:
    return HEADING.findall(FENCE.sub("", text))


def anchors(page: Path) -> set[str]:
    """What ``#…`` may name in a link to the page, as GitHub makes it out of the headings."""
    named = headings(page.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in named}


@dataclass(frozen=True)
class Shell:
    """A bash in which variables stay from block to block. A served address is that of ``make run``."""

    folder: Path
    environment: Mapping[str, str]
    served_at: str

    def follow(self, *blocks: Block) -> None:
        """Runs them, and asserts that each prints what the page says."""
        for block, printed in zip(blocks, self._run(*blocks), strict=False):
            for expected in block.expected:
                assert expected in printed, f"{block.heading}: no {expected!r} in\n{printed}"

    def _run(self, *blocks: Block) -> list[str]:
        script = "".join(f"{block.text}\nprintf '{END_OF_BLOCK}'\n" for block in blocks)
        result = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script.replace("http://localhost:4000", self.served_at)],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        assert result.returncode == 0, result.stdout[-3000:]
        return result.stdout.split(END_OF_BLOCK)
