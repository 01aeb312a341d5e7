"""Files that are made to take memory take none; large ones pass through."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.files.pictures import png
from tests.pictures import PDF, picture
from tests.threads import at_once

from .calls import UPLOAD, Call, send
from .memory import growth_of_workers
from .phone import CREATED, Phone, outcome

pytestmark = pytest.mark.product

MIB = 1024 * 1024
LARGEST_FILE = 10 * MIB
END = b"%%EOF\n"


def pdf(size: int) -> bytes:
    return PDF + b"\n" * (size - len(PDF) - len(END)) + END


@pytest.fixture
def upload(phone: Phone):
    def uploaded(content: bytes) -> httpx.Response:
        return send(phone, Call(UPLOAD, {"purpose": "other"}, (("file", content),)))

    return uploaded


@pytest.fixture
def growth(product, upload):
    """Gives the bytes by which the worker that grew most has grown, once both were at work."""

    @contextmanager
    def grown() -> Iterator[list[int]]:
        most: list[int] = []
        with growth_of_workers(product) as by_worker:
            yield most
        most.append(max(by_worker.values()))

    at_once(8, lambda _: upload(picture("PNG")))
    return grown


class TestPictureBomb:
    def test_is_refused_and_takes_no_memory(self, growth, upload):
        """Decoded, it takes 660 MB."""
        bomb = png(width=13_000, height=13_000)
        assert len(bomb) < 500_000
        with growth() as most:
            answers = at_once(4, lambda _: upload(bomb))
        assert {outcome(answer) for answer in answers} == {(400, "image_too_large")}
        assert most[0] < 50_000_000

    def test_would_be_seen(self, growth, upload):
        """A picture within the limit takes what its pixels take."""
        photo = picture("PNG", size=(5700, 4300))
        with growth() as most:
            assert outcome(upload(photo)) == CREATED
        assert most[0] > 50_000_000


class TestLargestFile:
    def test_passes_through_without_being_held(self, growth, upload):
        """Were a single one of eight in memory as a whole, a worker would grow by its size."""
        content = pdf(LARGEST_FILE)
        at_once(8, lambda _: upload(content))
        with growth() as most:
            answers = at_once(8, lambda _: upload(content))
        assert {outcome(answer) for answer in answers} == {CREATED}
        assert most[0] < LARGEST_FILE

    def test_of_one_byte_more_is_refused_to_a_client_that_sends_it_all(self, growth, upload):
        content = pdf(LARGEST_FILE + 1)
        with growth() as most:
            answers = at_once(8, lambda _: upload(content))
        assert {outcome(answer) for answer in answers} == {(413, "file_too_large")}
        assert most[0] < LARGEST_FILE
