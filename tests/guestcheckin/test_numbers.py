import pytest

from guestcheckin.numbers import DocumentType, InvalidNumber, normalised

from .conftest import AADHAAR


class TestNumber:
    @pytest.mark.parametrize(
        ("kind", "written", "kept"),
        [
            ("passport", " cb 123 4567 ", "CB1234567"),
            ("passport", "123456", "123456"),
            ("pan", "acupa7085r", "ACUPA7085R"),
            ("voter_id", "wkh-1186253", "WKH1186253"),
            ("voter_id", "WB/12/345/678901", "WB12345678901"),
            ("driving_licence", "MH12 20110012345", "MH1220110012345"),
            ("driving_licence", "DL-04/2011.12345", "DL04201112345"),
            ("oci", "a1234567", "A1234567"),
            ("visa", "VE 123456", "VE123456"),
            ("other", "12345", "12345"),
            ("aadhaar", AADHAAR, "2346"),
            ("aadhaar", "2341 2341 2346", "2346"),
            ("aadhaar", "2346", "2346"),
            ("aadhaar", "XXXX XXXX 2346", "2346"),
            ("aadhaar", "xxxx-xxxx-2346", "2346"),
        ],
    )
    def test_is_written_in_one_way(self, kind, written, kept):
        assert normalised(kind, written) == kept

    @pytest.mark.parametrize(
        ("kind", "written"),
        [
            ("passport", "CB12345678"),
            ("passport", "CB123"),
            ("passport", "ABCDEFGH"),
            ("pan", "ACUPA0000R"),
            ("pan", "ACUXA7085R"),
            ("voter_id", "WKH"),
            ("aadhaar", "234123412345"),
            ("aadhaar", "123"),
            ("aadhaar", "12345"),
            ("aadhaar", "١٢٣٤"),
            ("driving_licence", "1234"),
            ("other", "A" * 10),
            ("visa", "1" * 21),
            ("visa", "VE_12345"),
            ("oci", ""),
        ],
    )
    def test_of_another_shape_is_refused(self, kind, written):
        with pytest.raises(InvalidNumber):
            normalised(kind, written)

    @pytest.mark.parametrize("kind", DocumentType.values)
    def test_that_is_normalised_stays_as_it_is(self, kind):
        numbers = {"pan": "ACUPA7085R", "voter_id": "WKH1186253", "aadhaar": "2346"}
        number = numbers.get(kind, "A1234567")
        assert normalised(kind, number) == number
