"""Payment without a tap, by a contract with the guest: 委托代扣 (papay), 支付分 (payscore). Off.

A skeleton: it is no account that can be kept, so nothing reaches it. Neither wechatpayv3 nor wechatpy speaks
papay.
"""

from __future__ import annotations

from datetime import date

from domain.errors import _m
from sync_server.payments.barcode_only import BarcodeOnly
from sync_server.payments.port import BillLine, Charge, Declined, Outcome

# What it would take, as its owner reads it.
NEEDS = (
    _m("A contract with WeChat Pay for 委托代扣 or 支付分; it is given to a few trades, after review."),
    _m("The template number of that contract, and an address by https that it is told to."),
    _m("Each guest's own consent, given in WeChat, which she can end there at any time."),
)


class ContractDeduction(BarcodeOnly):
    """Implements Provider by declining."""

    name, account = "contract", "contract"
    ways: frozenset[str] = frozenset()

    def charge(self, charge: Charge, code: str) -> Outcome:
        raise Declined("no_merchant")

    def query(self, charge: Charge) -> Outcome:
        raise Declined("no_merchant")

    def cancel(self, charge: Charge) -> Outcome:
        raise Declined("no_merchant")

    def bill(self, day: date) -> list[BillLine]:
        raise Declined("bill_none_yet")
