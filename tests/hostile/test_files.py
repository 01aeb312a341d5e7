"""Pictures that once broke decoders, bombs, cut files and polyglots: refused, or stored as what they are."""

import hashlib
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final
from uuid import uuid4

import pytest
from PIL import Image

from tests.product.memory import growth_of_workers
from tests.product.phone import Phone
from tests.servers import Product

from .lists import PICTURES
from .spoilt_files import PAYLOAD, bombs, damaged, polyglots
from .sweep import Sweep

pytestmark = pytest.mark.product

FORMATS: Final = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
MOST_GROWTH: Final = 200_000_000
"""Bytes: two pictures of 25 million pixels are decoded at a time, and more wait."""


@pytest.fixture
def upload(phone: Phone, sweep: Sweep):
    """Sends files as the same kind of upload, and looks at what was stored of them."""

    def uploaded(files: Iterable[tuple[str, bytes]]) -> None:
        for name, content in files:
            headers = phone.headers | {"Idempotency-Key": str(uuid4())}
            parts: Any = {"purpose": (None, b"other"), "file": (f"{uuid4()}.jpg", content)}
            answer = phone.client.post("/v1/uploads/file", files=parts, headers=headers)
            headers = {"Content-Type": answer.headers["Content-Type"]}
            sweep.see(name, (answer.status_code, answer.content, headers))
            if answer.status_code == 201:
                sweep.must_be(name, [], faults(phone, answer.json(), content))
            elif answer.status_code != 400:
                sweep.faults.append(f"{answer.status_code} to {name}")

    return uploaded


def faults(phone: Phone, shown: dict[str, Any], sent: bytes) -> list[str]:
    """What is wrong with the stored content of an upload."""
    answer = phone.get(shown["url"])
    stored, found = answer.content, []
    if (hashlib.sha256(stored).hexdigest(), len(stored)) != (shown["sha256"], shown["sizeBytes"]):
        found.append("is another file")
    if not answer.headers["Content-Disposition"].startswith("attachment"):
        found.append("is shown instead of downloaded")
    if answer.headers["X-Content-Type-Options"] != "nosniff":
        found.append("may be taken for something else")
    if shown["contentType"] == "application/pdf":
        return [*found, *(["is not the file that was sent"] if stored != sent else [])]
    with Image.open(BytesIO(stored), formats=[FORMATS[shown["contentType"]]]) as image:
        image.load()
        if image.info.keys() & {"exif", "icc_profile", "comment", "xmp"} or PAYLOAD in stored:
            found.append("holds more than its pixels")
    return found


@pytest.fixture
def bounded(product: Product, sweep: Sweep):
    """Whatever comes meanwhile, no worker grows beyond a bound."""
    with growth_of_workers(product) as growth:
        yield
    most = max(growth.values())
    sweep.notes.append(f"workers grew by at most {most / 1e6:.0f} MB")
    assert most < MOST_GROWTH


@pytest.mark.usefixtures("bounded")
class TestFile:
    def test_that_once_broke_a_decoder_is_stored_clean_or_refused(self, upload):
        upload(PICTURES.items())

    def test_that_is_cut_or_changed_is_stored_clean_or_refused(self, upload):
        upload(damaged(one_in=12))

    def test_that_is_two_things_at_once_is_stored_clean_or_refused(self, upload):
        upload(polyglots())

    def test_that_is_a_bomb_is_stored_clean_or_refused(self, upload):
        upload(bombs())
