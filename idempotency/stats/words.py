"""Figures as people read them."""

from datetime import timedelta

UNKNOWN = "unknown"


def number(figure: int | None) -> str:
    return UNKNOWN if figure is None else f"{figure:,}"


def size(figure: int | None) -> str:
    """In units of 1,000, as plans are sold."""
    if figure is None:
        return UNKNOWN
    amount, units = float(figure), iter(("bytes", "kB", "MB", "GB"))
    unit = next(units)
    while amount >= 999.5 and (larger := next(units, "")):
        amount, unit = amount / 1000, larger
    return f"{amount:,.{digits(amount)}f} {unit}" if unit != "bytes" else f"{figure:,} bytes"


def digits(amount: float) -> int:
    return 1 if amount < 99.95 else 0


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"


def duration(seconds: int) -> str:
    time = timedelta(seconds=seconds)
    if time >= timedelta(days=2) and not time % timedelta(days=1):
        return f"{time.days} days"
    if time >= timedelta(hours=1) and not time % timedelta(hours=1):
        return f"{time // timedelta(hours=1)} hours"
    return f"{seconds:,} seconds"
