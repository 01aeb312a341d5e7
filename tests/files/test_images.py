import errno
import io
import resource
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Event, Semaphore
from typing import Any

import pytest
from PIL import Image, ImageFile

from hotelops.api.problems import FieldProblem
from hotelops.files import images
from hotelops.files.exceptions import StorageUnavailable
from hotelops.files.images import reencoded
from tests.pictures import PLACE, photo, picture

from .pictures import chunk, many_scans, moving, png


def again(content: bytes, image_format: str = "JPEG") -> bytes:
    return reencoded(io.BytesIO(content), image_format, "file", "photo.jpg").read()


def pixel(image: Image.Image, *place: int) -> Any:
    return image.getpixel(place)  # type: ignore[arg-type]


def opened(content: bytes, image_format: str = "JPEG") -> Image.Image:
    with reencoded(io.BytesIO(content), image_format, "file", "photo.jpg") as file:
        image = Image.open(file)
        image.load()
    return image


def refusal(content: bytes, image_format: str = "PNG") -> FieldProblem:
    with pytest.raises(FieldProblem) as refused:
        reencoded(io.BytesIO(content), image_format, "files.2", "photo.jpg")
    assert refused.value.field == "files.2"
    return refused.value


def code(content: bytes, image_format: str = "PNG") -> str:
    return str(refusal(content, image_format).get_codes())


class TestMetadata:
    def test_of_a_photo_is_gone(self):
        kept = again(photo())
        assert PLACE.encode() in photo()
        assert PLACE.encode() not in kept
        image = Image.open(io.BytesIO(kept))
        assert not image.getexif()
        assert not image.getexif().get_ifd(0x8825)
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)

    @pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
    def test_of_other_images_is_gone(self, image_format):
        content = picture(
            image_format, exif=b"Exif\0\0" + PLACE.encode(), icc_profile=PLACE.encode(), xmp=PLACE.encode()
        )
        assert PLACE.encode() not in again(content, image_format)
        assert not {"exif", "icc_profile", "xmp"} & set(opened(content, image_format).info)

    def test_in_text_chunks_is_gone(self):
        content = png(chunk(b"tEXt", b"Comment\0" + PLACE.encode()))
        assert PLACE.encode() not in again(content, "PNG")

    def test_after_the_end_is_gone(self):
        assert PLACE.encode() not in again(picture("PNG") + PLACE.encode(), "PNG")

    @pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
    def test_that_is_damaged_does_not_matter(self):
        content = picture("JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + bytes(30))
        assert opened(content).size == (40, 30)


class TestOrientation:
    @pytest.mark.parametrize("orientation", range(1, 9))
    def test_is_applied(self, orientation):
        """The red half stands where a viewer that knows EXIF shows it."""
        image = opened(photo(orientation=orientation))
        assert image.size == ((40, 30) if orientation < 5 else (30, 40))
        width, height = image.size
        red = {1: (5, 2), 2: (5, 2), 3: (5, -3), 4: (5, -3), 5: (2, 5), 6: (-3, 5), 7: (-3, 5), 8: (2, 5)}
        x, y = red[orientation]
        colour = pixel(image, x % width, y % height)
        assert colour[0] > 200
        assert colour[2] < 60

    def test_of_no_meaning_is_none(self):
        assert opened(photo(orientation=77)).size == (40, 30)


class TestModes:
    @pytest.mark.parametrize(
        ("image_format", "mode", "kept"),
        [
            ("JPEG", "RGB", "RGB"),
            ("JPEG", "L", "L"),
            ("JPEG", "CMYK", "RGB"),
            ("PNG", "1", "1"),
            ("PNG", "L", "L"),
            ("PNG", "LA", "LA"),
            ("PNG", "P", "P"),
            ("PNG", "RGBA", "RGBA"),
            ("PNG", "I;16", "I;16"),
            ("WEBP", "RGB", "RGB"),
            ("WEBP", "RGBA", "RGBA"),
        ],
    )
    def test_are_kept_where_every_viewer_shows_them(self, image_format, mode, kept):
        image = opened(picture(image_format, mode=mode), image_format)
        assert (image.format, image.mode, image.size) == (image_format, kept, (40, 30))

    def test_keep_a_transparent_colour(self):
        content = picture("PNG", mode="P", transparency=0)
        assert pixel(opened(content, "PNG").convert("RGBA"), 0, 0)[3] == 0

    def test_keep_16_bits(self):
        assert pixel(opened(picture("PNG", mode="I;16", colour=40_000), "PNG"), 0, 0) == 40_000


class TestPixelLimit:
    def test_is_checked_before_decoding(self, monkeypatch):
        monkeypatch.setattr(ImageFile.ImageFile, "load", None)
        bomb = png(width=13_000, height=13_000)
        assert len(bomb) < 500_000
        refused = refusal(bomb)
        assert refused.get_codes() == "image_too_large"
        assert "25,000,000 pixels" in refused.detail

    @pytest.mark.parametrize(
        "size", [(5001, 5000), (10_000, 9_000), (65_500, 65_500), (2**31 - 1, 2**31 - 1)]
    )
    def test_holds_for_any_size(self, size):
        header = png(width=1, height=1).replace(
            chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\x02\0\0\0"),
            chunk(b"IHDR", size[0].to_bytes(4) + size[1].to_bytes(4) + b"\x08\x02\0\0\0"),
        )
        assert code(header) == "image_too_large"

    def test_lets_a_phone_s_picture_pass(self):
        assert opened(picture("JPEG", mode="L", size=(5712, 4284))).size == (5712, 4284)

    def test_holds_for_a_huge_webp_of_36_bytes(self):
        bomb = picture("WEBP", size=(1, 1), lossless=True)
        assert opened(bomb, "WEBP").size == (1, 1)
        start = bomb.index(b"VP8L") + 9
        size = (16_382 | 16_382 << 14).to_bytes(4, "little")
        assert code(bomb[:start] + size + bomb[start + 4 :], "WEBP") == "image_too_large"

    def test_counts_want_of_memory_as_too_large(self, monkeypatch):
        monkeypatch.setattr(images, "decoded", raising(MemoryError()))
        assert code(b"") == "image_too_large"


def raising(error):
    def fail(*args, **kwargs):
        raise error

    return fail


class TestAnimation:
    @pytest.mark.parametrize("image_format", ["PNG", "WEBP"])
    def test_is_refused(self, image_format):
        assert code(moving(image_format), image_format) == "image_animated"

    def test_is_not_a_photo_with_a_second_picture(self):
        first, second = Image.new("RGB", (40, 30), "red"), Image.new("RGB", (8, 6), "blue")
        content = io.BytesIO()
        first.save(content, "MPO", save_all=True, append_images=[second])
        image = opened(content.getvalue())
        assert (image.format, image.size) == ("JPEG", (40, 30))
        assert pixel(image, 20, 15)[0] > 200


class TestDamage:
    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("kept", [0.2, 0.5, 0.9])
    def test_of_a_cut_file_is_refused(self, image_format, kept):
        noise = Image.effect_noise((300, 300), 100)
        content = io.BytesIO()
        noise.convert("RGB").save(content, image_format)
        cut = content.getvalue()[: int(len(content.getvalue()) * kept)]
        assert code(cut, image_format) == "image_unreadable"

    def test_of_a_checksum_is_refused(self):
        content = bytearray(png())
        content[content.index(b"IDAT") + 5] ^= 0xFF
        assert code(bytes(content)) == "image_unreadable"

    @pytest.mark.parametrize(
        "text",
        [
            chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(20 * 1024 * 1024))),
            chunk(b"iCCP", b"icc\0\0" + zlib.compress(bytes(20 * 1024 * 1024))),
        ],
        ids=["text", "profile"],
    )
    def test_by_a_bomb_in_a_chunk_is_refused(self, text):
        assert code(png(text)) == "image_unreadable"

    def test_of_another_format_is_refused(self):
        assert code(picture("JPEG"), "PNG") == "image_unreadable"

    def test_by_endless_scans_is_refused(self):
        assert opened(many_scans(20)).size == (64, 64)
        assert code(many_scans(200), "JPEG") == "image_unreadable"

    @pytest.mark.parametrize("seed", range(150))
    def test_of_any_byte_never_is_an_error_of_ours(self, seed):
        image_format = ("JPEG", "PNG", "WEBP")[seed % 3]
        content = bytearray(picture(image_format, size=(64, 64)))
        for step in range(1 + seed % 7):
            place = seed * 2654435761 * (step + 1) % len(content)
            content[place] = seed * 97 * (step + 3) % 256
        with suppress(FieldProblem):
            assert again(bytes(content), image_format)

    def test_is_told_without_the_content(self):
        assert refusal(b"secret").detail == "photo.jpg is damaged and cannot be opened."


class TestDisk:
    @pytest.mark.parametrize("error", ["EACCES", "EDQUOT", "EFBIG", "EIO", "EMFILE", "ENOENT", "ENOSPC"])
    def test_that_fails_is_not_the_image_s_fault(self, monkeypatch, caplog, error):
        content = photo()
        monkeypatch.setattr(Image.Image, "save", raising(OSError(getattr(errno, error), "Trouble", "secret")))
        with pytest.raises(StorageUnavailable):
            again(content)
        assert "Error, Trouble\n" in caplog.text
        assert "secret" not in caplog.text

    @pytest.mark.parametrize("error", [OSError("image file is truncated"), OSError(errno.EINVAL, "seek")])
    def test_that_works_leaves_it_the_image_s_fault(self, monkeypatch, error):
        content = photo()
        monkeypatch.setattr(Image.Image, "save", raising(error))
        assert code(content, "JPEG") == "image_unreadable"

    @pytest.mark.parametrize("image_format", ["JPEG", "PNG", "WEBP"])
    def test_that_is_full_just_before_the_end_cuts_no_image_short(self, image_format):
        noise, content = Image.effect_noise((1500, 1500), 100), io.BytesIO()
        noise.save(content, image_format, lossless=True, quality=95)
        size = len(again(content.getvalue(), image_format))
        assert size > images.IN_MEMORY
        with room_for(size - 10), pytest.raises(StorageUnavailable):
            again(content.getvalue(), image_format)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """Lets this process make no larger files."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


class TestPillow:
    def test_is_not_told_to_accept_cut_files(self):
        assert ImageFile.LOAD_TRUNCATED_IMAGES is False


class TestDecoders:
    def test_are_two_at_most(self, monkeypatch):
        inside, leave = Semaphore(0), Event()

        def decoding(*args):
            inside.release()
            leave.wait(5)
            raise ValueError

        monkeypatch.setattr(images, "decoded", decoding)
        with ThreadPoolExecutor(3) as pool:
            waiting = [pool.submit(code, b"") for _ in range(3)]
            assert [inside.acquire(timeout=seconds) for seconds in (5, 5, 0.2)] == [True, True, False]
            leave.set()
        assert [done.result() for done in waiting] == ["image_unreadable"] * 3
