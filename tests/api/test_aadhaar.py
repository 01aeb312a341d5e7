import pytest
from stdnum.in_ import aadhaar

from hotelops.api.aadhaar import holds_full_aadhaar, refuse_full_aadhaar
from hotelops.api.problems import FieldProblem

NUMBER = "234123412346"


class TestFullNumber:
    @pytest.mark.parametrize(
        "text",
        [
            NUMBER,
            "2341 2341 2346",
            "2341-2341-2346",
            "2341.2341.2346",
            "2341_2341_2346",
            "2 3 4 1 2 3 4 1 2 3 4 6",
            "2341\u200b2341\u00a02346",
            "२३४१ २३४१ २३४६",
            "２３４１ ２３４１ ２３４６",
            f"Aadhaar:{NUMBER}.",
            f"Flat 12, {NUMBER}, 560001",
            f"scan_{NUMBER}.jpg",
            "12 2341 2341 2346 77",
            f"{NUMBER[:-1]}7 or {NUMBER}",
        ],
    )
    def test_is_found_however_it_is_written(self, text):
        assert holds_full_aadhaar(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "2346",
            f"{NUMBER[:-1]}7",
            f"1{NUMBER}",
            f"{NUMBER}0",
            f"1341{NUMBER[4:]}",
            "2341 2341 and 2346",
            "1 Main Street, 560001 Bengaluru",
            f"+{NUMBER}",
            "202603101011",
            "Scan 2026-03-10 10.11.pdf",
        ],
    )
    def test_is_not_seen_in_anything_else(self, text):
        assert not holds_full_aadhaar(text)

    def test_is_looked_for_in_linear_time(self, monkeypatch):
        looked_at: list[str] = []
        monkeypatch.setattr(aadhaar, "is_valid", looked_at.append)
        assert not holds_full_aadhaar("1 " * 10_000)
        assert len(looked_at) < 10_000


class TestRefusal:
    def test_names_the_field_and_not_the_number(self):
        with pytest.raises(FieldProblem) as refused:
            refuse_full_aadhaar({"guestName": "Asha", "address": f"Aadhaar {NUMBER}"})
        assert refused.value.field == "address"
        assert refused.value.get_codes() == "full_aadhaar_refused"
        assert NUMBER not in str(refused.value.detail)
