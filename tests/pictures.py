"""Sound files of the kinds that the product takes, made by Pillow; the hostile ones are in tests/files."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE = "a hotel in Goa"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(
    image_format: str = "JPEG", *, mode: str = "RGB", size=(40, 30), colour: Any = 0, **options: Any
) -> bytes:
    """An image file of one colour."""
    content = BytesIO()
    Image.new(mode, size, colour).save(content, image_format, **options)
    return content.getvalue()


def jpeg(colour: str = "white", **options: Any) -> bytes:
    return picture("JPEG", colour=colour, **options)


def png(colour: str = "white", **options: Any) -> bytes:
    return picture("PNG", colour=colour, **options)


def photo(*, orientation: int = 1, size=(40, 30)) -> bytes:
    """A JPEG as a phone takes it, with place and colour profile; its top half is red, the rest blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = PLACE
    exif.get_ifd(0x8825)[1] = "N"
    content = BytesIO()
    image.save(content, "JPEG", exif=exif, comment=PLACE, icc_profile=PLACE.encode() * 20, quality=95)
    return content.getvalue()


def received(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
