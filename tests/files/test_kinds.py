import io

import pytest

from hotelops.files import kinds
from hotelops.files.kinds import kind_of
from tests.pictures import PDF, photo, picture

from .pictures import HTML, PROGRAM, SVG, archive

RAR, SEVEN_ZIP = b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\x00\x04"


def kind(content: bytes) -> str | None:
    found = kind_of(io.BytesIO(content))
    return found.content_type if found else None


class TestKind:
    @pytest.mark.parametrize(
        ("content", "content_type"),
        [
            (photo(), "image/jpeg"),
            (picture("PNG"), "image/png"),
            (picture("WEBP"), "image/webp"),
            (PDF, "application/pdf"),
        ],
        ids=str,
    )
    def test_is_told_by_content(self, content, content_type):
        assert kind(content) == content_type

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff",
            b"hello",
            SVG,
            HTML,
            PROGRAM,
            archive(),
            RAR + bytes(50),
            SEVEN_ZIP + bytes(50),
            picture("GIF"),
            picture("TIFF"),
            picture("BMP"),
            b"\x7fELF" + bytes(100),
            b"#!/bin/sh\necho hello",
        ],
        ids=lambda content: repr(content[:6]),
    )
    def test_of_anything_else_is_none(self, content):
        assert kind(content) is None


class TestPolyglot:
    @pytest.mark.parametrize(
        "image", [photo(), picture("PNG"), picture("WEBP"), PDF], ids=["jpeg", "png", "webp", "pdf"]
    )
    @pytest.mark.parametrize(
        "hidden", [archive(), RAR + bytes(50), SEVEN_ZIP + bytes(50)], ids=["zip", "rar", "7z"]
    )
    def test_with_an_archive_is_refused(self, image, hidden):
        assert kind(image + hidden) is None

    def test_with_an_archive_across_two_chunks_is_refused(self):
        padding = bytes(kinds.CHUNK_BYTES - 3 - len(photo()))
        assert kind(photo() + padding + RAR + bytes(100)) is None

    @pytest.mark.parametrize(
        "markup",
        [HTML, SVG, b"<?php system('id'); ?>", b"<SCRIPT>alert(1)</SCRIPT>", b"<html>"],
        ids=lambda tag: tag[:9],
    )
    def test_with_markup_is_refused(self, markup):
        assert kind(picture("JPEG", comment=markup)) is None
        assert kind(PDF[:9] + markup + PDF[9:]) is None

    def test_of_an_image_with_a_pdf_is_refused(self):
        assert kind(picture("JPEG", comment=PDF)) is None

    def test_is_not_a_photo_that_ends_like_a_zip_by_chance(self):
        assert kind(photo() + b"PK\x05\x06" + bytes(18)) == "image/jpeg"


class TestPDF:
    def test_begins_at_once(self):
        assert kind(b"\n" + PDF) is None

    def test_is_whole(self):
        assert kind(PDF.replace(b"%%EOF", b"")) is None
        assert kind(PDF + bytes(2000)) is None

    def test_may_have_something_after_its_end(self):
        assert kind(PDF + b"\r\n" * 100) == "application/pdf"


class TestWindows:
    def test_never_hold_the_whole_file(self):
        sizes = [len(window) for window in kinds.windows(io.BytesIO(bytes(10**6)))]
        assert max(sizes) <= kinds.CHUNK_BYTES + 8
