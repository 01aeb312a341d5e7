"""How often a JPEG goes over its picture: some 40 bytes a time make a decoder walk over all of its pixels."""

import re
from typing import IO, Final

MOST_SCANS: Final = 100
MOST_SEGMENTS: Final = 5000
READ_BYTES: Final = 4096
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9

SEGMENT: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
"""A marker with a length after it, unlike stuffed and fill bytes and restarts."""


def has_too_many_scans(file: IO[bytes]) -> bool:
    """Progressive pictures have about ten; of 250,000 one fits into 10 MiB and decodes for an hour."""
    scans, position = 0, 2
    for _ in range(MOST_SEGMENTS):
        marker, position = next_segment(file, position)
        if marker in (None, END_OF_IMAGE):
            return False
        scans += marker == START_OF_SCAN
        if scans > MOST_SCANS:
            return True
    return True


def next_segment(file: IO[bytes], position: int) -> tuple[int | None, int]:
    """The marker of the first segment from there on, and where the segment ends."""
    file.seek(position)
    while len(chunk := file.read(READ_BYTES)) > 1:
        if found := SEGMENT.search(chunk):
            file.seek(position + found.end())
            return found[1][0], position + found.end() + int.from_bytes(file.read(2))
        position += len(chunk) - 1
        file.seek(position)
    return None, position
