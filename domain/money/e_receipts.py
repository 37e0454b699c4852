"""The e-receipt 电子小票: what the code on a receipt leads to, for who holds the paper and nobody else.

A fact of settling a bill carries a ``code`` that nobody can guess. Bills of release 0.1.0 have none, so their
receipts carry no code either.
"""

from __future__ import annotations

from hmac import compare_digest

from domain.money.payments import Settlement

CODE_BYTES = 15  # of chance in a code: 120 bits


def receipt_url(site: str, store: str, settlement: Settlement) -> str:
    """A bill's e-receipt at an origin where phones find the store; "" if there is none of either."""
    code = settlement.bill.get("code", "")
    return site + receipt_place(store, settlement.id, code) if site and code else ""


def receipt_place(store: str, bill: str, code: str) -> str:
    """Where each server of a store answers to a bill's code."""
    return f"/r/{store}/{bill}/{code}"


def opens(settlement: Settlement | None, code: str) -> bool:
    """Whether this is the code of that bill. Takes as long for any wrong one."""
    own = str(settlement.bill.get("code", "")) if settlement else ""
    return compare_digest(own.encode(), code.encode()) and bool(own)
