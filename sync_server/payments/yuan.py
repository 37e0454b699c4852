"""Amounts as gateways write them: yuan with two digits behind the point."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


def yuan_of(fen: int) -> str:
    """As a gateway reads it."""
    return f"{fen // 100}.{fen % 100:02}"


def fen_of(yuan: object) -> int | None:
    """Minor units of an amount as a gateway writes it; None if it is none."""
    fen = _times_100(yuan)
    return int(fen) if fen is not None and fen == fen.to_integral_value() and fen >= 0 else None


def fee_of(yuan: object) -> int:
    """Minor units of a gateway's fee, which may have more digits and is negative when it comes back."""
    fen = _times_100(yuan)
    return int(fen.to_integral_value(ROUND_HALF_UP)) if fen is not None else 0


def _times_100(yuan: object) -> Decimal | None:
    try:
        found = Decimal(str(yuan)) * 100
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
