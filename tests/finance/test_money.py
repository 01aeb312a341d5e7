import pytest

from finance.money import MINOR_UNITS, decimal, money
from hotelops.accounts.validators import currencies


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "currency", "text"),
        [
            (50000, "INR", "500.00 INR"),
            (5, "EUR", "0.05 EUR"),
            (123456789, "INR", "1,234,567.89 INR"),
            (5000, "JPY", "5,000 JPY"),
            (1234, "KWD", "1.234 KWD"),
            (10**12, "CLF", "100,000,000.0000 CLF"),
            (1, "USD", "0.01 USD"),
        ],
    )
    def test_has_the_currency_s_decimal_places(self, amount, currency, text):
        assert money(amount, currency) == text

    def test_is_exact(self):
        assert str(decimal(999_999_999_999, "BHD")) == "999999999.999"

    def test_knows_currencies_only(self):
        assert MINOR_UNITS.keys() <= currencies() | {"UYW"}
