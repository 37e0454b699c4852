"""Money of which two histories each made a payment, though the house has it once: a voucher's code that both
entered, a deposit that both used.

Where a bill has more than its total, that goes back first, to the voucher or the deposit: the guests never
paid it a second time.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.money.deposits import DepositMove, held_for
from domain.money.refund_rows import Refund
from domain.money.settled import Payment
from domain.record.tables import Tables


def had_before(tables: Tables, payments: Iterable[Payment]) -> dict[str, int]:
    """Minor units of these payments that another one had before, by id."""
    found, short = dict[str, int](), dict[str, int]()
    for payment in sorted(payments, key=_by_time, reverse=True):
        used = tables.get(DepositMove, payment.id)
        if payment.voucher and _was_used_before(tables, payment):
            found[payment.id] = payment.amount
        elif used is not None:
            left = short.setdefault(used.booking, max(0, -held_for(tables, used.booking)))
            found[payment.id] = min(left, payment.amount)
            short[used.booking] -= found[payment.id]
    return {id: amount for id, amount in found.items() if amount}


def _was_used_before(tables: Tables, payment: Payment) -> bool:
    """Whether its code had been entered already, and that has not gone back."""
    others = tables.where(Payment, voucher=payment.voucher)
    return any(
        _by_time(one) < _by_time(payment)
        and one.amount
        > sum(back.amount for back in tables.where(Refund, bill=one.bill) if back.payment == one.id)
        for one in others
    )


def _by_time(payment: Payment) -> tuple[int, str]:
    return payment.at, payment.id
