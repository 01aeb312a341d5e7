import zlib

import pytest
from django.http import HttpResponse, StreamingHttpResponse

from idempotency.attempts import Attempt
from idempotency.responses import CannotOpen, RecordedResponse

ATTEMPT = Attempt("1", "key-1", b"f" * 32, "7", "POST", "/v1/finance/expenses")
BODY = b'{"id":1,"description":"a secret dinner","amountCents":50000,"paymentMode":"cash"}'
OTHER_KEY = "B" * 43 + "="


@pytest.fixture
def recorded():
    response = HttpResponse(BODY, status=201, content_type="application/json", headers={"Location": "/e/1"})
    return RecordedResponse.of(response, ATTEMPT)


class TestSealedAnswer:
    def test_opens_to_what_was_sealed(self, recorded):
        assert RecordedResponse.opened(recorded.sealed(ATTEMPT), ATTEMPT) == recorded

    def test_of_bytes_that_are_no_text_opens(self):
        recorded = RecordedResponse(b"f" * 32, 204, "", "", b"\n\x00\xff\n")
        assert RecordedResponse.opened(recorded.sealed(ATTEMPT), ATTEMPT) == recorded

    def test_begins_with_its_version_and_the_fingerprint(self, recorded):
        assert recorded.sealed(ATTEMPT)[:33] == b"\x02" + ATTEMPT.fingerprint

    def test_never_repeats(self, recorded):
        assert recorded.sealed(ATTEMPT) != recorded.sealed(ATTEMPT)

    def test_shows_nothing_to_who_has_no_key_whatever_slice_is_decompressed(self, recorded):
        sealed = recorded.sealed(ATTEMPT)
        assert b"dinner" not in sealed
        for start in range(len(sealed)):
            for wbits in (zlib.MAX_WBITS, -zlib.MAX_WBITS, zlib.MAX_WBITS | 16):
                try:
                    text = zlib.decompressobj(wbits).decompress(sealed[start:])
                except zlib.error:
                    continue
                assert not any(word in text for word in (b"dinner", b"amountCents", b"50000", b"json"))

    @pytest.mark.parametrize(
        "foreign",
        [
            Attempt("2", "key-1", b"f" * 32, "7", "POST", "/"),
            Attempt("1", "key-2", b"f" * 32, "7", "POST", "/"),
        ],
    )
    def test_does_not_open_under_another_key(self, recorded, foreign):
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(recorded.sealed(ATTEMPT), foreign)

    def test_does_not_open_when_any_byte_was_changed(self, recorded):
        sealed = recorded.sealed(ATTEMPT)
        for place in range(len(sealed)):
            forged = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
            with pytest.raises(CannotOpen):
                RecordedResponse.opened(forged, ATTEMPT)

    def test_does_not_open_as_one_of_another_version(self):
        """With another dictionary it could still be decompressed, to something else."""
        sealed = RecordedResponse(ATTEMPT.fingerprint, 200, "text/plain", "", b"hello").sealed(ATTEMPT)
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(b"\x01" + sealed[1:], ATTEMPT)

    @pytest.mark.parametrize(
        "garbage", [b"", b"\x01", b"\x80\x04}.", b"\x01" * 45, b"\x01" * 46, b"x" * 1000]
    )
    def test_is_not_garbage(self, garbage):
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(garbage, ATTEMPT)

    def test_opens_after_a_new_sealing_key_was_put_in_front(self, recorded, settings):
        sealed = recorded.sealed(ATTEMPT)
        settings.IDEMPOTENCY_SEALING_KEYS = [OTHER_KEY, *settings.IDEMPOTENCY_SEALING_KEYS]
        assert RecordedResponse.opened(sealed, ATTEMPT) == recorded
        newer = recorded.sealed(ATTEMPT)
        settings.IDEMPOTENCY_SEALING_KEYS = [OTHER_KEY]
        assert RecordedResponse.opened(newer, ATTEMPT) == recorded
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(sealed, ATTEMPT)

    def test_without_a_sealing_key_is_sealed_with_one_derived_from_the_secret_key(self, recorded, settings):
        settings.IDEMPOTENCY_SEALING_KEYS = []
        sealed = recorded.sealed(ATTEMPT)
        assert RecordedResponse.opened(sealed, ATTEMPT) == recorded
        settings.SECRET_KEY = "another one"
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(sealed, ATTEMPT)

    def test_does_not_open_when_its_dictionary_was_changed(self, recorded, settings):
        sealed = recorded.sealed(ATTEMPT)
        settings.IDEMPOTENCY_DICTIONARIES = {2: "hotelops.api.dictionary.V1"}
        with pytest.raises(CannotOpen):
            RecordedResponse.opened(sealed, ATTEMPT)

    def test_of_an_older_dictionary_version_opens(self, recorded, settings):
        sealed = recorded.sealed(ATTEMPT)
        settings.IDEMPOTENCY_DICTIONARIES = settings.IDEMPOTENCY_DICTIONARIES | {
            3: "idempotency.responses.NO_DICTIONARY"
        }
        assert recorded.sealed(ATTEMPT)[0] == 3
        assert RecordedResponse.opened(sealed, ATTEMPT) == recorded


class TestRecordedResponse:
    def test_refuses_an_answer_without_an_end(self):
        with pytest.raises(TypeError, match="StreamingHttpResponse cannot be"):
            RecordedResponse.of(StreamingHttpResponse([b"a"]), ATTEMPT)

    def test_replays_without_a_content_type_where_there_was_none(self):
        replay = RecordedResponse(b"f" * 32, 204, "", "", b"").replay()
        assert (replay.status_code, replay.content) == (204, b"")
        assert not replay.has_header("Content-Type")
        assert not replay.has_header("Location")
