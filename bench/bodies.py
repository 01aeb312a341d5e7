"""What is sent, in files: from there every load tool takes a body of any size."""

import io
import json
import random
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.examples import EXPENSE

MIB = 1024 * 1024
BOUNDARY = "bench-boundary"
PHOTO_SIZE = (5712, 4284)
"""24.5 megapixels, as today's phones take them."""
GRAIN = 27
"""How much noise makes it a JPEG of just under 10 MiB: 9.8 MiB, as libjpeg-turbo writes it."""
PDF_BYTES = 10 * MIB - 1024


@dataclass(frozen=True)
class Body:
    content_type: str
    file: Path


def expense(folder: Path) -> Body:
    return written(folder / "expense.json", "application/json", json.dumps(EXPENSE).encode())


def photo_upload(folder: Path) -> Body:
    """Of a JPEG, which the product decodes and encodes anew."""
    content = io.BytesIO()
    photo(PHOTO_SIZE).save(content, "JPEG", quality=90)
    return upload(folder, "photo.jpg", content.getvalue())


def pdf_upload(folder: Path) -> Body:
    """Of a PDF, which the product keeps as it is, so that a first upload costs little."""
    return upload(folder, "document.pdf", pdf(PDF_BYTES))


def upload(folder: Path, name: str, content: bytes) -> Body:
    parts = [part('name="purpose"', b"receipt"), part(f'name="file"; filename="{name}"', content)]
    body = b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
    return written(folder / f"{name}.multipart", f"multipart/form-data; boundary={BOUNDARY}", body)


def part(name: str, content: bytes) -> bytes:
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n\r\n".encode() + content + b"\r\n"


def written(file: Path, content_type: str, content: bytes) -> Body:
    file.write_bytes(content)
    return Body(content_type, file)


def photo(size: tuple[int, int]) -> Image.Image:
    """Slow changes of light and colour below the noise of a sensor."""
    slope = Image.linear_gradient("L").resize(size)
    light = Image.blend(Image.effect_noise(size, GRAIN), slope, 0.5)
    other_slope = slope.transpose(Image.Transpose.ROTATE_180)
    return Image.merge("YCbCr", (light, slope, other_slope))


def pdf(size: int) -> bytes:
    """A PDF in which nothing but a stream that cannot be compressed takes room."""
    stream = random.Random(0).randbytes(size)
    head = b"%%PDF-1.7\n1 0 obj\n<< /Length %d >>\nstream\n" % size
    return head + stream + b"\nendstream\nendobj\ntrailer\n<< >>\n%%EOF\n"
