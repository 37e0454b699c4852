"""How many decimals an amount of a currency has (ISO 4217): what a minor unit is, for every surface."""

from __future__ import annotations

from collections.abc import Mapping

MOST_PRICE = (
    10**10
)  # minor units of a portion: in some currencies a banquet's table has eight digits, and cents
WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE = "BHD IQD JOD KWD LYD OMR TND"
SIGNS = {
    "CNY": "¥",
    "JPY": "¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "SGD": "S$",
    "IDR": "Rp",
    "MYR": "RM",
    "AUD": "A$",
    "CAD": "CA$",
    "MOP": "MOP$",
}
"""Where it is not the code. Letters of ASCII but for three signs, so that each printer has them."""
NO_CENTS = "AFN ALL COP HUF IDR IRR LAK LBP MMK MNT PKR RSD SOS SYP TWD TZS UZS YER"
"""Cents are in their books alone (CLDR: no digits in cash); they are written only where there are some."""


def decimals(code: str) -> int:
    """0, 2 or 3; an unknown currency has two."""
    return 0 if code in WITHOUT.split() else 3 if code in THREE.split() else 2


def smallest_paid(code: str) -> int:
    """Minor units of the smallest part that people pay with: a whole unit where cents are in books alone."""
    return 10 ** decimals(code) if code in NO_CENTS.split() else 1


def has_cents(code: str) -> bool:
    """Whether people pay, and so type, parts of a unit."""
    return bool(decimals(code)) and smallest_paid(code) == 1


def sign(code: str) -> str:
    """What stands before an amount: the sign, else the code and a space."""
    return SIGNS.get(code, f"{code} ")


def amount_text(minor: int, currency: str, short: bool = False, minus: str = "-") -> str:
    """Minor units with their sign: "-¥1,186.00"; without one where no currency is known."""
    before = f"{minus if minor < 0 else ''}{sign(currency) if currency else ''}"
    return before + figure(abs(minor), currency, short)


def figure(minor: int, currency: str, short: bool = False, minus: str = "-") -> str:
    """Minor units for a column: "-1,186.00"; `short` leaves out .00, as some currencies always do."""
    digits = decimals(currency)
    units, rest = divmod(abs(minor), 10**digits)
    bare = not digits or (not rest and (short or currency in NO_CENTS.split()))
    return f"{minus if minor < 0 else ''}{units:,}" + ("" if bare else f".{rest:0{digits}}")


NOTES: Mapping[str, tuple[int, ...]] = {
    "CNY": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10),
    "EUR": (20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "USD": (10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10, 5, 1),
    "GBP": (5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1),
    "HKD": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50),
    "TWD": (100_000, 50_000, 10_000, 5_000, 1_000, 500, 100),
    "SGD": (100_000, 10_000, 5_000, 1_000, 500, 200, 100, 50, 20, 10),
    "JPY": (10_000, 5_000, 1_000, 500, 100, 50, 10, 5, 1),
    "KRW": (50_000, 10_000, 5_000, 1_000, 500, 100, 50, 10),
    "IDR": (10_000_000, 5_000_000, 2_000_000, 1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000),
    "VND": (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000),
    "THB": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 25),
    "MYR": (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 20, 10, 5),
    "PHP": (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 25),
    "MOP": (100_000, 50_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10),
    "AUD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5),
    "CAD": (10_000, 5_000, 2_000, 1_000, 500, 200, 100, 25, 10, 5),
}
ANY_NOTES = (100, 50, 20, 10, 5, 2, 1)


SMALLEST_NOTE: Mapping[str, int] = {
    "CNY": 1_000,
    "EUR": 500,
    "USD": 500,
    "GBP": 500,
    "HKD": 2_000,
    "TWD": 10_000,
    "SGD": 500,
    "JPY": 1_000,
    "KRW": 1_000,
    "IDR": 500_000,
    "VND": 10_000,
    "THB": 2_000,
    "MYR": 500,
    "PHP": 2_000,
    "MOP": 1_000,
    "AUD": 500,
    "CAD": 500,
}
"""The least that a guest rounds up to: below it are coins, and notes that nobody pays a meal with."""


def handed_over(code: str) -> tuple[int, ...]:
    """Notes that a guest pays a meal with, minor units, ascending."""
    return tuple(sorted(note for note in notes_of(code) if note >= smallest_note(code)))


def smallest_note(code: str) -> int:
    """The least of them."""
    return SMALLEST_NOTE.get(code, 10 * 10 ** decimals(code))


def notes_of(code: str) -> tuple[int, ...]:
    """Notes and coins that a drawer is counted by, minor units, largest first."""
    return NOTES.get(code) or tuple(note * 10 ** decimals(code) for note in ANY_NOTES)
