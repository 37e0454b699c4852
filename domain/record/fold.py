"""The one fold: a fact becomes state. The till, a rebuild and the server all use it.

Only ``apply`` writes state, in the transaction that stores the fact. An unknown kind changes nothing: a newer
program wrote it, and it is kept and passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain.floor import booking, cleaning, later, leaving, moves, openings, pickup, queue
from domain.money import (
    accounts,
    adjustments,
    agreeing,
    bills,
    days,
    deposits,
    gateway_refunds,
    grants,
    invoices,
    payment_moves,
    payments,
    phone_pay,
    receipts,
    refunds,
    reversals,
    shifts,
    split_facts,
    tender_changes,
    tips,
    to_confirm,
    to_give_back,
    vouchers,
)
from domain.people import feedback
from domain.record import began, early, latest, published, recovery
from domain.record.envelope import Event
from domain.record.mending import MENDED
from domain.record.rows import Counter, Document
from domain.record.tables import Tables
from domain.selling import banquets, calls, changes, orders, pay_first, printing, serving, unpaid
from domain.supply import counted, day_prices

ROWS: tuple[type[object], ...] = (
    Document,
    Counter,
    openings.Opening,
    cleaning.Uncleaned,
    later.Later,
    moves.Move,
    booking.Booking,
    queue.QueueNumber,
    orders.Order,
    orders.OrderLine,
    orders.Heard,
    orders.Held,
    unpaid.PayFirst,
    calls.Call,
    banquets.Banquet,
    banquets.TableChange,
    payments.Payment,
    payments.Settlement,
    grants.Grant,
    refunds.Refund,
    to_give_back.ToGiveBack,
    gateway_refunds.GatewayRefund,
    reversals.Reversal,
    accounts.DebtPayment,
    tips.Tip,
    to_confirm.ToConfirm,
    invoices.InvoiceTitle,
    deposits.DepositMove,
    shifts.Shift,
    shifts.CashMove,
    days.DayEnd,
    bills.Bill,
    adjustments.Adjustment,
    printing.PrintJob,
    printing.PausedPrinter,
    counted.Counted,
    counted.Taken,
    day_prices.DayPrice,
    feedback.Feedback,
    early.Early,
    latest.Latest,
)

APPLIES: Mapping[str, Callable[[Event, Tables], None]] = {
    **published.APPLIES,
    **began.APPLIES,
    **recovery.APPLIES,
    **openings.APPLIES,
    **leaving.APPLIES,
    **pickup.APPLIES,
    **cleaning.APPLIES,
    **moves.APPLIES,
    **booking.APPLIES,
    **queue.APPLIES,
    **deposits.APPLIES,
    **orders.APPLIES,
    **pay_first.APPLIES,
    **changes.APPLIES,
    **serving.APPLIES,
    **calls.APPLIES,
    **banquets.APPLIES,
    **agreeing.APPLIES,
    **split_facts.APPLIES,
    **grants.APPLIES,
    **payments.APPLIES,
    **phone_pay.APPLIES,
    **receipts.APPLIES,
    **refunds.APPLIES,
    **gateway_refunds.APPLIES,
    **reversals.APPLIES,
    **accounts.APPLIES,
    **tender_changes.APPLIES,
    **payment_moves.APPLIES,
    **vouchers.APPLIES,
    **tips.APPLIES,
    **to_confirm.APPLIES,
    **invoices.APPLIES,
    **shifts.APPLIES,
    **days.APPLIES,
    **printing.APPLIES,
    **counted.APPLIES,
    **day_prices.APPLIES,
    **feedback.APPLIES,
}

# These are told and change nothing.
KNOWN = frozenset({*APPLIES, "staff.signed_in", "clock.set_back", MENDED})


def apply(event: Event, tables: Tables) -> None:
    """Fold one fact into the state; one that comes before what it builds on waits there."""
    handler = APPLIES.get(event.kind)
    if handler is None:
        return
    if needs := early.lacking(event, tables):
        early.wait(event, needs, tables)
    else:
        early.fold_with_those_that_wait(event, tables, handler, apply)


def apply_if_it_fits(event: Event, tables: Tables) -> bool:
    """As ``apply``; a fact that cannot be folded changes nothing. Whether it was folded."""
    trial = early.Trial(tables)
    try:
        apply(event, trial)
    except Exception:
        return False
    trial.keep()
    return True
