"""File names that are safe to keep, to show and to save a download under."""

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 100
NAMELESS: Final = "file"
AWKWARD: Final = re.compile(r'[<>:"|?*]')


def safe_name(name: str, extension: str) -> str:
    """The name as it may be shown, ending in the given extension instead of its own."""
    stem, dot, suffix = shown_name(name).rpartition(".")
    return f"{trimmed(stem if dot else suffix, LONGEST_NAME - len(extension) - 1)}.{extension}"


def shown_name(name: str) -> str:
    """The last part of a path, without invisible characters and leading dots."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    visible = AWKWARD.sub("_", "".join(map(shown, base)))
    return trimmed(" ".join(visible.split()).lstrip(". "), LONGEST_NAME)


def shown(character: str) -> str:
    """Nothing for controls, direction marks, surrogates and the like; a space for any white space."""
    category = unicodedata.category(character)
    if category.startswith("Z") or character in "\t\n\r":
        return " "
    return "" if category.startswith("C") else character


def trimmed(stem: str, length: int) -> str:
    return stem[:length].rstrip(". ") or NAMELESS
