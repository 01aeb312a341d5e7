"""India's Aadhaar numbers, which may be kept by their last four digits only.

Twelve digits, the first from 2 to 9 and the last a Verhoeff checksum, often written in groups of four. One in
ten of all twelve-digit numbers passes the checksum: phone numbers and payment references are never looked at,
nor what follows a plus sign, nor a day with a time such as cameras and scanners name their files by.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

from stdnum.in_ import aadhaar

from .problem_details import FieldProblem

TWELVE_DIGITS: Final = re.compile(r"(?<![0-9+])(?=((?:[0-9][\W_]{0,3}){11}[0-9])(?![0-9]))")
DAY_AND_TIME: Final = re.compile(
    "20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])([01][0-9]|2[0-3])[0-5][0-9]"
)
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
    """Twelve digits each that begin and end where a group of digits does, and are no time."""
    for match in TWELVE_DIGITS.finditer(text):
        digits = re.sub("[^0-9]", "", match[1])
        if not DAY_AND_TIME.fullmatch(digits):
            yield digits


def with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character, character)) for character in text)
