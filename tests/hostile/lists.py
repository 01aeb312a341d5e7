"""What is sent: lists that others collected (``data/README.md``), and the classics that they lack."""

import json
import os
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, TypeVar

Item = TypeVar("Item")

DATA: Final = Path(__file__).with_name("data")
SOAK: Final = float(os.environ.get("SOAK", "1"))


def members(archive: str) -> dict[str, bytes]:
    with zipfile.ZipFile(DATA / archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


DOCUMENTS: Final = members("json-test-suite.zip")
PICTURES: Final = members("pillow.zip")
NAUGHTY: Final[list[str]] = json.loads(members("blns.zip")["blns.json"])

CLASSICS: Final = (
    "\x00",
    "a\x00b",
    chr(0xD800),
    f"a{chr(0xDFFF)}b",
    "\ufeffa",
    "\ufffe\uffff",
    "\u202egnp.exe",
    "e" + "\u0301" * 1000,
    "👨‍👩‍👧‍👦" * 100,
    "x" * 70_000,
    "9" * 5000,
    "-" + "9" * 300,
    "1e400",
    "NaN",
    "٣",
    "[" * 3000,
    "%00",
    "\r\nSet-Cookie: a=b",
    "\x1b[2J",
    "%s%s%n{0}{{7*7}}${7*7}",
    "' OR pg_sleep(0) IS NULL --",
)
TEXTS: Final = (*dict.fromkeys(NAUGHTY), *CLASSICS)

NO_UTF8: Final = {
    "overlong slash": b"\xc0\xaf",
    "overlong NUL": b"\xc0\x80",
    "overlong in 4": b"\xf0\x80\x80\xaf",
    "surrogate": b"\xed\xa0\x80",
    "pair of surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "in 6": b"\xfc\x80\x80\x80\x80\xaf",
    "continuation alone": b"\x80",
    "cut off": b"\xe2\x82",
    "Latin-1": b"caf\xe9",
    "UTF-16": '"a"'.encode("utf-16"),
    "UTF-32": '"a"'.encode("utf-32"),
    "all ones": b"\xff\xff\xff\xff",
}
"""Bytes to stand in a text."""

CHARSETS: Final = (
    *("utf-7", "utf-16", "utf-32", "utf_8_sig", "cp037", "latin-1", "shift_jis", "iso2022_kr"),
    *("rot13", "hex", "base64", "zlib", "bz2", "uu", "quopri"),
    *("idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs"),
    *("nonsense", "", "\x00", "../utf-8", "utf-8" * 2000),
)
"""What a client may call its charset: those of other texts, Python's codecs of no text, and nonsense."""


def share(items: Sequence[Item], one_in: int, start: int = 0) -> Iterator[Item]:
    """One in so many, beginning elsewhere for each ``start``; with SOAK that much more, up to all of them."""
    step = max(1, round(one_in / SOAK))
    return iter(items[start % step :: step])
