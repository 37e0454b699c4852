"""How many decimals an amount of a currency has (ISO 4217): what a minor unit is, for every surface."""

from __future__ import annotations

WITHOUT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE = "BHD IQD JOD KWD LYD OMR TND"
SIGNS = {"CNY": "¥", "JPY": "¥", "HKD": "HK$", "TWD": "NT$", "USD": "$", "EUR": "€", "GBP": "£", "SGD": "S$"}


def decimals(code: str) -> int:
    """0, 2 or 3; an unknown currency has two."""
    return 0 if code in WITHOUT.split() else 3 if code in THREE.split() else 2


def sign(code: str) -> str:
    """What stands before an amount: the sign, else the code and a space."""
    return SIGNS.get(code, f"{code} ")
