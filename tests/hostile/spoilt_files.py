"""Files that are cut, changed, or two things at once."""

import zlib
from collections.abc import Iterator
from typing import Final

from tests.files.pictures import HTML, PROGRAM, SVG, archive, chunk, png
from tests.pictures import PDF, jpeg, picture

from .lists import PICTURES, share

PAYLOAD: Final = b"what hides in a picture"
SOUND: Final = {"jpeg": jpeg(), "png": picture("PNG"), "webp": picture("WEBP"), "pdf": PDF}
OTHERS: Final = {
    "zip": archive() + PAYLOAD,
    "html": HTML + PAYLOAD,
    "svg": SVG + PAYLOAD,
    "program": PROGRAM + PAYLOAD,
    "php": b"<?php system($_GET[0]); ?>" + PAYLOAD,
    "script": b"#!/bin/sh\n" + PAYLOAD,
    "gif": b"GIF89a/*" + PAYLOAD,
    "pdf": PDF + PAYLOAD,
    "html comment": b"<!--" + PAYLOAD,
}


def polyglots() -> Iterator[tuple[str, bytes]]:
    """One kind behind, in front of and inside another."""
    for kind, sound in SOUND.items():
        for name, other in OTHERS.items():
            yield f"{kind} then {name}", sound + other
            yield f"{name} then {kind}", other + sound
            yield f"{name} within {kind}", sound[: len(sound) // 2] + other + sound[len(sound) // 2 :]
    for name, other in OTHERS.items():
        yield f"{name} in a comment of a jpeg", jpeg(comment=other)
        yield f"{name} in a text of a png", png(chunk(b"tEXt", b"a\0" + other))
        yield f"{name} in exif of a webp", picture("WEBP", exif=b"Exif\0\0" + other)
        yield f"{name} in a profile of a jpeg", jpeg(icc_profile=other)


def damaged(one_in: int) -> Iterator[tuple[str, bytes]]:
    """Some of Pillow's pictures cut off at a third and near the end, and with bytes changed in their head."""
    ours = [name for name in PICTURES if name.endswith((".jpg", ".png", ".webp", ".mpo", ".apng", ".pdf"))]
    for name in share(ours, one_in):
        content = PICTURES[name]
        for length in (len(content) // 3, len(content) - 3):
            yield f"{length} bytes of {name}", content[:length]
        for place in range(4, min(len(content), 64), 9):
            yield f"{name} with byte {place} changed", content[:place] + b"\xff" + content[place + 1 :]


def bombs() -> Iterator[tuple[str, bytes]]:
    """Small files of many pixels."""
    yield "a PNG of 13,000 × 13,000", png(width=13_000, height=13_000)
    yield "a PNG of 30,000 × 1", png(width=30_000, height=1)
    yield "a PNG with a huge text", png(chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000), 9)))
    yield "a PNG with a huge profile", png(chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(20_000_000), 9)))
