"""What a provider answers that so far only charges payment codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sync_server.payments.port import (
    BARCODE,
    BillLine,
    Charge,
    Declined,
    Forged,
    ForPhone,
    Notice,
    Refund,
    RefundOutcome,
)


class BarcodeOnly:
    """Says no to everything else."""

    ways = frozenset({BARCODE})

    def create(self, charge: Charge) -> ForPhone:
        raise Declined("charge_failed")

    def refund(self, refund: Refund) -> RefundOutcome:
        raise Declined("charge_failed")

    def query_refund(self, refund: Refund) -> RefundOutcome:
        raise Declined("charge_failed")

    def verify(self, raw: bytes, headers: Mapping[str, str], now: int) -> Notice:
        raise Forged("nothing is awaited")

    def bill(self, day: date) -> list[BillLine]:
        raise Declined("bill_none_yet")
