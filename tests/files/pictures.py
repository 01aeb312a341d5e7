"""Files as attackers make them, and others that are refused."""

import io
import struct
import zipfile
import zlib

from PIL import Image

from tests.pictures import picture

PROGRAM = b"MZ\x90\x00" + bytes(200)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def moving(image_format: str) -> bytes:
    """An animation of two pictures."""
    content = io.BytesIO()
    first, second = (Image.new("RGB", (20, 20), colour) for colour in ("red", "blue"))
    first.save(content, image_format, save_all=True, append_images=[second], lossless=True)
    return content.getvalue()


def archive() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("run.sh", "echo hello")
    return content.getvalue()


def png(*chunks: bytes, width: int = 4, height: int = 4) -> bytes:
    """A black PNG, made row by row so that a huge one costs nothing; the chunks stand before its pixels."""
    pixels = zlib.compressobj(9)
    row = bytes(1 + 3 * width)
    packed = b"".join(pixels.compress(row) for _ in range(height)) + pixels.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = (chunk(b"IHDR", header), *chunks, chunk(b"IDAT", packed), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(body)


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", checksum)


def many_scans(count: int) -> bytes:
    """A progressive JPEG whose last scan is there again and again."""
    whole = picture("JPEG", mode="L", size=(64, 64), colour=128, progressive=True)
    end = whole.rindex(b"\xff\xd9")
    scan = whole[whole.rindex(b"\xff\xda") : end]
    return whole[:end] + scan * count + whole[end:]
