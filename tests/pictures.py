"""Small files of the kinds that the product takes, made by Pillow."""

from io import BytesIO
from typing import Any

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def jpeg(colour: str = "white", **options: Any) -> bytes:
    return picture("JPEG", colour, **options)


def png(colour: str = "white", **options: Any) -> bytes:
    return picture("PNG", colour, **options)


def picture(image_format: str, colour: str, **options: Any) -> bytes:
    content = BytesIO()
    Image.new("RGB", (8, 8), colour).save(content, image_format, **options)
    return content.getvalue()
