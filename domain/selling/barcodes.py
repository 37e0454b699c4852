"""Barcodes of goods: EAN-13, EAN-8 and UPC-A as one form, with the check digit that proves the reading."""

from __future__ import annotations

_LENGTHS = (8, 12, 13)


def ean(text: str) -> str:
    """The digits of a barcode, those of UPC-A as the EAN-13 that they are; "" for what is none or misread."""
    digits = text.strip()
    if len(digits) not in _LENGTHS or not (digits.isascii() and digits.isdigit()):
        return ""
    if len(digits) == 12:
        digits = "0" + digits
    return digits if _sum(digits) % 10 == 0 else ""


def _sum(digits: str) -> int:
    """From the right by turns once and three times, the check digit once (GS1 General Specifications 7.9)."""
    return sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(reversed(digits)))
