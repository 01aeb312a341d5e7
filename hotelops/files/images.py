"""Images, decoded and written anew: what is kept is their pixels and nothing else."""

import errno
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import IO, Any, Final, cast

from PIL import ExifTags, Image

from hotelops.api.problems import FieldProblem

from .jpeg import has_too_many_scans
from .temporary import Scratch, disk_failed

MOST_PIXELS: Final = 25_000_000
"""Today's phones take pictures of up to 24.5 million, unless told to take larger ones."""
IN_MEMORY: Final = 1024 * 1024
DECODERS: Final = BoundedSemaphore(2)
"""An image takes up to 4 bytes a pixel, twice while it is turned."""

MODES: Final = {
    "JPEG": {"L", "RGB"},
    "PNG": {"1", "L", "LA", "P", "RGB", "RGBA", "I;16"},
    "WEBP": {"RGB", "RGBA"},
}
OPTIONS: Final[dict[str, dict[str, Any]]] = {"JPEG": {"quality": 90}, "PNG": {}, "WEBP": {"quality": 90}}
TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
OF_THE_IMAGE: Final = {None, errno.EINVAL}
"""Numbers of an OSError: Pillow's own have none, and a hostile offset is an invalid argument of a seek."""

logger = logging.getLogger(__name__)
# For the whole process, since warnings.catch_warnings is not safe among threads.
warnings.simplefilter("error", Image.DecompressionBombWarning)


class TooManyPixels(ValueError):
    pass


class Animated(ValueError):
    pass


def reencoded(file: IO[bytes], image_format: str, field: str, name: str) -> IO[bytes]:
    """A new image file of the same format, upright, without metadata and with the first picture only.

    Raises a FieldProblem, and StorageUnavailable when a temporary file fails.
    """
    with DECODERS, refusals(field, name):
        return encoded(upright(decoded(file, image_format)), image_format)


@contextmanager
def refusals(field: str, name: str) -> Iterator[None]:
    """Turns what is wrong with an image into a 400: Pillow raises errors of any kind for hostile input."""
    try:
        yield
    except (TooManyPixels, Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError):
        detail = f"{name} is too large to be opened: send an image of at most {MOST_PIXELS:,} pixels."
        raise FieldProblem(field, "image_too_large", detail) from None
    except Animated:
        raise FieldProblem(field, "image_animated", f"{name} moves: send a still image.") from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno not in OF_THE_IMAGE:
            raise disk_failed(error) from error
        logger.info("An image was refused as unreadable: %s", type(error).__name__)
        raise FieldProblem(field, "image_unreadable", f"{name} is damaged and cannot be opened.") from None


def decoded(file: IO[bytes], image_format: str) -> Image.Image:
    file.seek(0)
    image = Image.open(file, formats=[image_format])
    if image.width * image.height > MOST_PIXELS:
        raise TooManyPixels
    # A JPEG of several pictures does not move: phones add a preview or a depth map.
    if image_format != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Animated
    if image_format == "JPEG" and has_too_many_scans(file):
        raise ValueError("Too many scans.")
    image.load()
    return image


def upright(image: Image.Image) -> Image.Image:
    turn = TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)


def orientation(image: Image.Image) -> int:
    """As EXIF or XMP say; damaged metadata is not worth refusing a sound picture."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception as error:
        logger.info("The metadata of an image was passed over: %s", type(error).__name__)
        return 1


def encoded(image: Image.Image, image_format: str) -> IO[bytes]:
    plain = in_mode_of(image, image_format)
    transparency = plain.info.get("transparency")
    plain.info = {} if transparency is None else {"transparency": transparency}
    content = cast(IO[bytes], Scratch(max_size=IN_MEMORY))
    plain.save(content, image_format, **OPTIONS[image_format])
    content.seek(0)
    return content


def in_mode_of(image: Image.Image, image_format: str) -> Image.Image:
    """In a mode that the format has and every viewer shows."""
    if image.mode in MODES[image_format]:
        return image
    return image.convert("RGBA" if image_format != "JPEG" and image.has_transparency_data else "RGB")
