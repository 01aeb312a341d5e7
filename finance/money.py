from decimal import Decimal
from typing import Final

PLACES: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_UNITS: Final = {currency: places for places, codes in PLACES.items() for currency in codes.split()}
"""Decimal places of the currencies (ISO 4217) that have others than two."""


def decimal(amount: int, currency: str) -> Decimal:
    """An amount in minor units as one of the currency: 50000 of INR are 500.00."""
    return Decimal(amount).scaleb(-MINOR_UNITS.get(currency, 2))


def money(amount: int, currency: str) -> str:
    return f"{decimal(amount, currency):,f} {currency}"
