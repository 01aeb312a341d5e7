import hashlib
import io
from dataclasses import asdict

import pytest
from PIL import Image

from hotelops.api.problems import FieldProblem
from hotelops.files.exceptions import StorageUnavailable
from hotelops.files.intake import KeptFile, cleaned, keep
from idempotency.attempts import content_hash
from tests.pictures import PDF, photo, received

from .pictures import HTML, PROGRAM, SVG, archive
from .stores import use, use_bucket

AADHAAR = "234123412346"


def refusal(content: bytes, name: str = "photo.jpg", **stated) -> FieldProblem:
    with pytest.raises(FieldProblem) as refused:
        cleaned(received(content, name), "files.2", **stated)
    return refused.value


class TestCleaning:
    def test_describes_what_is_stored(self):
        clean = cleaned(received(photo(), "../Card front.PNG"), "file")
        content = clean.content.read()
        assert clean.facts == KeptFile(
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            content_type="image/jpeg",
            file_name="Card front.jpg",
        )
        assert content != photo()
        assert Image.open(io.BytesIO(content)).size == (40, 30)

    def test_leaves_a_pdf_as_it_is(self):
        clean = cleaned(received(PDF, "scan"), "file")
        assert clean.content.read() == PDF
        assert (clean.facts.content_type, clean.facts.file_name) == ("application/pdf", "scan.pdf")

    def test_hashes_a_pdf_that_has_a_fingerprint_no_more(self, monkeypatch):
        file = received(PDF, "scan")
        fingerprinted = content_hash(file)
        monkeypatch.setattr(file, "chunks", None)
        facts = cleaned(file, "file", sha256=fingerprinted).facts
        assert facts.sha256 == fingerprinted == hashlib.sha256(PDF).hexdigest()
        assert facts.size_bytes == len(PDF)

    def test_gives_the_same_content_each_time(self):
        first, second = (cleaned(received(photo()), "file").facts for _ in range(2))
        assert first == second

    def test_of_an_empty_file_is_refused(self):
        assert refusal(b"").get_codes() == "file_empty"

    @pytest.mark.parametrize(
        "content", [SVG, HTML, PROGRAM, archive(), b"hello"], ids=lambda content: repr(content[:5])
    )
    def test_of_other_kinds_is_refused_whatever_their_name(self, content):
        refused = refusal(content, "../x\u202e/card.jpg")
        assert (refused.field, refused.get_codes()) == ("files.2", "file_type_refused")
        assert refused.detail == "card.jpg is not a JPEG, PNG or WebP image or a PDF."

    def test_names_the_damaged_file(self):
        refused = refusal(photo()[:300], "back.png")
        assert (refused.field, refused.get_codes()) == ("files.2", "image_unreadable")
        assert refused.detail == "back.jpg is damaged and cannot be opened."


class TestSHA256:
    def test_is_that_of_the_received_bytes(self):
        digest = hashlib.sha256(photo()).hexdigest()
        for stated in (digest, digest.upper(), None):
            assert cleaned(received(photo()), "file", stated).facts.sha256 != digest

    @pytest.mark.parametrize("stated", ["", "x", "0" * 64, "é"])
    def test_of_other_bytes_is_refused(self, stated):
        refused = refusal(photo(), sha256=stated)
        assert (refused.field, refused.get_codes()) == ("sha256", "sha256_mismatch")


class TestAadhaarInAName:
    @pytest.mark.parametrize("name", [AADHAAR, "2341 2341 2346", "card 2341-2341-2346", f"x.{AADHAAR}"])
    def test_is_refused_without_saying_it(self, name):
        refused = refusal(photo(), f"{name}.jpg")
        assert (refused.field, refused.get_codes()) == ("files.2", "full_aadhaar_refused")
        assert "2346" not in refused.detail

    def test_is_refused_before_anything_else_is_said(self):
        assert refusal(HTML, f"{AADHAAR}.html").get_codes() == "full_aadhaar_refused"

    def test_is_refused_behind_invisible_characters(self):
        assert (
            refusal(photo(), "2341\u202e\u200b\u200b\u200b\u200b23412346.jpg").get_codes()
            == "full_aadhaar_refused"
        )


class TestKeeping:
    def test_stores_under_organisation_and_hash(self, store):
        kept = keep(cleaned(received(PDF), "file"), 7)
        path = f"7/{kept.sha256[:2]}/{kept.sha256}"
        with store.open(path) as content:
            assert content.read() == PDF
        assert set(asdict(kept)) == {"sha256", "size_bytes", "content_type", "file_name"}

    def test_leaves_the_received_file_open(self, store):
        file = received(PDF)
        keep(cleaned(file, "file"), 7)
        assert file.read is not None
        assert not file.closed

    def test_twice_is_once(self, store):
        first, second = (keep(cleaned(received(photo()), "file"), 7) for _ in range(2))
        assert first == second
        assert store.listdir(f"7/{first.sha256[:2]}")[1] == [first.sha256]

    def test_of_a_large_image_goes_over_the_disk(self, store):
        image = Image.effect_noise((1500, 1500), 200)
        content = io.BytesIO()
        image.save(content, "PNG")
        kept = keep(cleaned(received(content.getvalue()), "file"), 7)
        assert kept.size_bytes > 1024 * 1024
        with store.open(f"7/{kept.sha256[:2]}/{kept.sha256}") as stored:
            assert hashlib.sha256(stored.read()).hexdigest() == kept.sha256

    def test_without_a_folder_is_a_503(self, settings, tmp_path, caplog):
        (tmp_path / "occupied").write_bytes(b"")
        use(settings, "hotelops.files.storage.LocalStorage", location=tmp_path / "occupied")
        with pytest.raises(StorageUnavailable) as unavailable:
            keep(cleaned(received(PDF, "secret.pdf"), "file"), 7)
        assert (unavailable.value.status_code, unavailable.value.wait) == (503, 1)
        assert "secret" not in caplog.text
        assert "The store of uploads failed: FileExistsError, File exists" in caplog.text

    @pytest.mark.parametrize(
        ("address", "reason"),
        [("http://127.0.0.1:1", "EndpointConnectionError"), (None, "NoSuchBucket, NoSuchBucket")],
        ids=["no server", "no bucket"],
    )
    def test_without_a_bucket_is_a_503(self, settings, s3, address, reason, monkeypatch, caplog):
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        use_bucket(settings, address or s3, "nobody-s")
        with pytest.raises(StorageUnavailable):
            keep(cleaned(received(PDF), "file"), 7)
        assert f"The store of uploads failed: {reason}\n" in caplog.text
