"""What the pages say can be done: links lead somewhere, names are there, and blocks run."""

import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import get_commands

from hotelops.environment import BASE_DIR

from .pages import PAGES, anchors, blocks

LINK = re.compile(r"\]\(([^)\s]+)\)")
OTHER_SITES = {
    *("hypothesis.readthedocs.io", "localhost:4000", "owasp.org", "semver.org", "www.rfc-editor.org"),
}
"""What the pages may lead to outside this repository."""
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (BASE_DIR / "Makefile").read_text(), re.MULTILINE))
SETTINGS = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (BASE_DIR / ".env.example").read_text(), re.MULTILINE))
ROW = re.compile(r"^\| ((?:`[A-Z0-9_]+`(?:, )?)+) \|", re.MULTILINE)
CONFIGURATION = BASE_DIR / "docs" / "configuration.md"


def name_of(page: Path) -> str:
    return str(page.relative_to(BASE_DIR))


def links() -> list[tuple[Path, str]]:
    return [(page, link) for page in PAGES for link in LINK.findall(page.read_text())]


@pytest.mark.parametrize(("page", "link"), links(), ids=lambda part: getattr(part, "name", part))
def test_link_leads_somewhere(page, link):
    address = urlsplit(link)
    if address.scheme:
        assert address.netloc in OTHER_SITES
        return
    target = (page.parent / address.path).resolve() if address.path else page
    assert target.exists()
    assert not address.fragment or address.fragment in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
class TestPage:
    def test_names_make_targets_that_are_there(self, page):
        code = [*re.findall(r"`([^`\n]+)`", page.read_text()), *(block.text for block in blocks(page))]
        assert set(re.findall(r"\bmake ([a-z][a-z-]+)", "\n".join(code))) <= TARGETS

    def test_names_commands_that_are_there(self, page):
        assert set(re.findall(r"manage\.py ([a-z_]+)", page.read_text())) <= set(get_commands())

    def test_has_shell_blocks_that_bash_understands(self, page):
        script = "\n".join(block.text for block in blocks(page) if block.language == "sh")
        subprocess.run(["bash", "-n"], input=script, text=True, check=True, capture_output=True)


def test_configuration_names_the_settings_that_are_there():
    _, _, settings = CONFIGURATION.read_text().partition("\n## Settings\n")
    rows = ROW.findall(settings.partition("\n## ")[0])
    assert {name for row in rows for name in re.findall("[A-Z0-9_]+", row)} == SETTINGS


@pytest.mark.servers
@pytest.mark.product
@pytest.mark.parametrize(
    "page", [page for page in PAGES if any(block.kind == "runnable" for block in blocks(page))], ids=name_of
)
def test_blocks_do_what_the_page_says(page, shell):
    shell.follow(*(block for block in blocks(page) if block.kind == "runnable"))
