"""A check-in with documents happens as a whole or not at all, and leaves no files behind."""

import os
import time
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from tests.pictures import jpeg

from .calls import CHECK_IN_WITH_DOCUMENTS, READY, Call, send
from .phone import CREATED, outcome

pytestmark = pytest.mark.product

TWO_HOURS = 2 * 3600
BAD = {"image_unreadable": jpeg()[:200], "file_type_refused": b"<svg/>"}


def new_picture() -> bytes:
    """Of a colour of its own, so that nobody has stored it before."""
    return jpeg(f"#{uuid4().hex[:6]}")


@pytest.fixture
def blobs(uploads):
    """Gives all files in the store."""
    return lambda: {path for path in uploads.rglob("*") if path.is_file()}


@pytest.fixture
def sweep(product, blobs):
    """Removes, as two hours later, the files without a row."""

    def swept() -> None:
        for path in blobs():
            make_older(path)
        product.manage("sweep_uploads")

    return swept


def make_older(path: Path) -> None:
    then = time.time() - TWO_HOURS
    os.utime(path, (then, then))


@pytest.fixture
def call(phone) -> Call:
    """With three pictures that nobody has stored before."""
    sound = READY[CHECK_IN_WITH_DOCUMENTS](phone)
    types = {"documentTypes": ["passport", "visa", "other"]}
    pictures = tuple(("files", new_picture()) for _ in range(3))
    return replace(sound, fields=sound.fields | types, files=pictures)


def with_third(call: Call, content: bytes) -> Call:
    return replace(call, files=(*call.files[:2], ("files", content)))


class TestBadThirdFile:
    @pytest.mark.parametrize("code", BAD)
    def test_is_named_and_leaves_neither_rows_nor_files(self, phone, books, call, blobs, sweep, code):
        rows, files = books.documents(), blobs()
        answer = send(phone, with_third(call, BAD[code]))
        assert outcome(answer) == (400, code)
        assert [error["field"] for error in answer.json()["errors"]] == ["files.2"]
        assert books.documents() == rows
        sweep()
        assert blobs() == files

    def test_leaves_the_room_free(self, phone, call):
        for code, content in BAD.items():
            assert outcome(send(phone, with_third(call, content))) == (400, code)
        assert outcome(send(phone, call)) == CREATED


class TestRefusalAfterFilesWereStored:
    def test_leaves_no_files_once_they_are_swept(self, phone, books, call, blobs, sweep):
        assert outcome(send(phone, call)) == CREATED
        rows, files = books.documents(), blobs()
        others = tuple(("files", new_picture()) for _ in range(3))
        assert outcome(send(phone, replace(call, files=others))) == (409, "room_occupied")
        assert books.documents() == rows
        assert len(blobs() - files) == 3
        sweep()
        assert blobs() == files
