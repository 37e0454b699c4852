"""Tables of the store's file: the journal is the truth, state follows from it, local is this device's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

import sqlalchemy as sa

from domain.floor.booking import Booking
from domain.floor.cleaning import Uncleaned
from domain.floor.later import Later
from domain.floor.moves import Move
from domain.floor.openings import Opening
from domain.floor.queue import QueueNumber
from domain.money.accounts import DebtPayment
from domain.money.adjustments import Adjustment
from domain.money.bills import Bill
from domain.money.days import DayEnd
from domain.money.deposits import DepositMove
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import Grant
from domain.money.invoices import InvoiceTitle
from domain.money.payments import Payment, Settlement
from domain.money.refunds import Refund
from domain.money.reversals import Reversal
from domain.money.shifts import CashMove, Shift
from domain.money.tips import Tip
from domain.money.to_confirm import ToConfirm
from domain.money.to_give_back import ToGiveBack
from domain.people.feedback import Feedback
from domain.record.early import Early
from domain.record.fold import ROWS
from domain.record.latest import Latest
from domain.record.rows import Counter, Document
from domain.selling.banquets import Banquet, TableChange
from domain.selling.calls import Call
from domain.selling.orders import Heard, Held, Order, OrderLine
from domain.selling.printing import PausedPrinter, PrintJob
from domain.selling.unpaid import PayFirst
from domain.supply.counted import Counted, Taken
from domain.supply.day_prices import DayPrice

metadata = sa.MetaData()

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("incarnation", "seq", name="one_event_per_number"),
    sqlite_autoincrement=True,
)

# The unbroken runs of the journal, in the order they began here: one for ever, unless a disk was rewound.
incarnations = sa.Table(
    "incarnations",
    metadata,
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("follows", sa.Text, nullable=False),
    sa.Column("fork", sa.Integer, nullable=False),  # the last number shared with ``follows``; 0: no branch
    sqlite_autoincrement=True,
)

local = sa.Table(
    "local",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

_NAMES: Mapping[type[object], str] = {
    Document: "documents",
    Counter: "counters",
    Opening: "openings",
    Uncleaned: "uncleaned_tables",
    Later: "settled_later",
    Move: "moves",
    Booking: "bookings",
    QueueNumber: "queue_numbers",
    DepositMove: "deposit_moves",
    Order: "orders",
    OrderLine: "order_lines",
    Heard: "heard_requests",
    Held: "held_requests",
    PayFirst: "pay_first_orders",
    Call: "calls",
    Banquet: "banquets",
    TableChange: "banquet_changes",
    Payment: "payments",
    Settlement: "settlements",
    Grant: "grants",
    Refund: "refunds",
    ToGiveBack: "bills_to_give_back",
    GatewayRefund: "gateway_refunds",
    Reversal: "reversals",
    DebtPayment: "debt_payments",
    Tip: "tips",
    ToConfirm: "payments_to_confirm",
    InvoiceTitle: "invoice_titles",
    Shift: "shifts",
    CashMove: "cash_moves",
    DayEnd: "day_ends",
    Bill: "bills",
    Adjustment: "adjustments",
    PrintJob: "print_jobs",
    PausedPrinter: "paused_printers",
    Counted: "counted_items",
    Taken: "taken_of_counts",
    DayPrice: "day_prices",
    Feedback: "feedback",
    Early: "early_facts",
    Latest: "latest_words",
}

_INDEXES: Mapping[type[object], tuple[tuple[str, ...], ...]] = {
    Opening: (("live", "table"), ("quarter",), ("into",)),
    Move: (("source",),),
    Booking: (("open",),),
    QueueNumber: (("day",),),
    DepositMove: (("booking",), ("date",), ("shift",)),
    Order: (("opening",),),
    OrderLine: (("opening",), ("bill",)),
    PayFirst: (("state",),),
    Banquet: (("opening",),),
    Payment: (("opening",), ("bill",), ("date",), ("shift",), ("account",), ("voucher",)),
    Shift: (("live",), ("closed_date",)),
    CashMove: (("shift",), ("date",)),
    DayEnd: (("date",), ("z",)),
    Settlement: (("date",),),
    Grant: (("opening",), ("state",)),
    Refund: (("bill",), ("date",), ("shift",), ("account",)),
    ToGiveBack: (("open",),),
    GatewayRefund: (("bill",), ("date",), ("state",)),
    Reversal: (("date",), ("shift",)),
    DebtPayment: (("account",), ("date",), ("shift",)),
    Tip: (("date",), ("shift",)),
    ToConfirm: (("state",),),
    InvoiceTitle: (("date",),),
    Bill: (("opening",),),
    Adjustment: (("opening",), ("date",)),
    PrintJob: (("opening",), ("open",), ("date",)),
    Feedback: (("date",), ("seen_at",)),
    Early: (("needs",),),
}


@cache
def hints_of(kind: Any) -> Mapping[str, Any]:
    """The types of a kind's fields; to find them takes a tenth of a millisecond, each time."""
    return get_type_hints(kind)


def is_plain(kind: Any, field: str) -> bool:
    """Whether a field is stored as an integer or text of its own, rather than as JSON."""
    return hints_of(kind)[field] in (int, str)


def name_of(kind: type[object]) -> str:
    """The table of a kind of state."""
    return _NAMES[kind]


def _state_table(kind: Any) -> sa.Table:
    hints = hints_of(kind)
    name = name_of(kind)
    columns = [
        sa.Column(
            field.name,
            sa.Integer if hints[field.name] is int else sa.Text,
            primary_key=place == 0,
            nullable=False,
        )
        for place, field in enumerate(fields(kind))
    ]
    indexes = [sa.Index(f"{name}_by_{'_'.join(wanted)}", *wanted) for wanted in _INDEXES.get(kind, ())]
    return sa.Table(name, metadata, *columns, *indexes)


class _StateTables(dict[type[object], sa.Table]):
    """Each is made when it is asked for: a start that has its store asks for two of forty."""

    def __missing__(self, kind: type[object]) -> sa.Table:
        table = self[kind] = _state_table(kind)
        return table


state_tables = _StateTables()


def whole() -> sa.MetaData:
    """All tables: what migrations lead to."""
    for kind in ROWS:
        _ = state_tables[kind]
    return metadata
