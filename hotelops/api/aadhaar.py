"""India's Aadhaar numbers, which may be kept by their last four digits only.

Twelve digits, the first from 2 to 9 and the last a Verhoeff checksum, often written in groups of four. One in
ten of all twelve-digit numbers passes the checksum: phone numbers and payment references are never looked at.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from stdnum.in_ import aadhaar

from .problem_details import FieldProblem

TWELVE_DIGITS: Final = re.compile(r"(?<![0-9])(?=((?:[0-9][\W_]{0,3}){11}[0-9])(?![0-9]))")
REFUSAL: Final = (
    "This holds a full Aadhaar number. Only its last four digits may be kept: leave out the rest."
)


def holds_full_aadhaar(text: str) -> bool:
    """Whether some twelve digits, however they are grouped and in whichever script, are an Aadhaar number."""
    return any(map(aadhaar.is_valid, twelves(with_ascii_digits(text))))


def refuse_full_aadhaar(texts: Mapping[str, str]) -> None:
    """Raises a FieldProblem for the first field whose text holds a full Aadhaar number."""
    for field, text in texts.items():
        if holds_full_aadhaar(text):
            raise FieldProblem(field, "full_aadhaar_refused", REFUSAL)


def twelves(text: str) -> Iterator[str]:
    """Twelve digits each that begin and end where a group of digits does."""
    for match in TWELVE_DIGITS.finditer(text):
        yield re.sub("[^0-9]", "", match[1])


def with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in text)
