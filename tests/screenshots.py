"""Pictures of the pages: ``pytest tests/browser --write-screenshots docs/screenshots`` takes them anew."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from PIL import Image

AT_MOST: Final = 150 * 1024
"""Bytes of one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-screenshots", type=Path, metavar="FOLDER", help="take the screenshots anew")


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Takes a picture of the whole page, or of what the window shows, if the run was asked to."""
    folder: Path | None = request.config.getoption("--write-screenshots")

    def take(page: Any, name: str, *, whole: bool = True) -> None:
        if folder is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        picture = small(page.screenshot(full_page=whole))
        assert len(picture) <= AT_MOST, f"{name} takes {len(picture):,} bytes"
        (folder / f"{name}.png").write_bytes(picture)

    return take


def small(picture: bytes) -> bytes:
    """The same in 256 colours."""
    written = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").quantize(256).save(written, "PNG", optimize=True)
    return written.getvalue()
