"""Facts that come before what they build on: they wait for it, and are folded as soon as it is there.

Nobody who folds may choose the order in which the branches of a history arrive: an order can come before
the opening of its table. It was told, so it counts, and as if both had come in their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar, cast

from domain.floor.booking import Booking
from domain.floor.openings import Opening
from domain.floor.queue import QueueNumber
from domain.money.bills import Bill
from domain.money.deposits import DepositMove
from domain.money.gateway_refunds import GatewayRefund
from domain.money.grants import Grant
from domain.money.payments import taken_off
from domain.money.settled import Payment
from domain.money.shifts import Shift
from domain.money.tenders import DEPOSIT
from domain.money.to_confirm import ToConfirm
from domain.people.feedback import Feedback
from domain.record.envelope import Event
from domain.record.fitting import check_row
from domain.record.latest import Latest
from domain.record.rows import Document, kept_as, last_number, next_number
from domain.record.tables import Tables, key_of
from domain.selling.banquets import Banquet
from domain.selling.orders import Order, OrderLine
from domain.selling.pieces import is_piece
from domain.selling.print_setup import DOCUMENT
from domain.selling.printing import PrintJob
from domain.selling.ticket_numbers import SETUP
from domain.selling.unpaid import PayFirst

Row = TypeVar("Row")
Fold = Callable[[Event, Tables], None]

NUMBER = "early"
NOTHING = ""  # what a fact waits for that came to its turn and could not be folded
BEGIN = frozenset({"opening.started", "order.refused"})  # name an opening that there need not be
AWAITED: tuple[type[object], ...] = (
    Opening,
    Order,
    PrintJob,
    Shift,
    Booking,
    DepositMove,
    QueueNumber,
    Banquet,
    Grant,
    Payment,
    GatewayRefund,
    ToConfirm,
    Document,
    Feedback,
    Bill,
    OrderLine,
    PayFirst,
)
MOVES = frozenset({"openings.joined", "openings.parted", "lines.moved", "bill.reversed", "payment.moved"})
ON_LINES = frozenset(
    {
        "lines.served",
        "lines.unserved",
        "lines.moved",
        "lines.started",
        "lines.timed",
        "lines.hurried",
        "lines.seated",
        "bill.split",
    }
)
GIVE_BACK = frozenset({"payment.refunded", "bill.reversed"})
ON_UNPAID = frozenset({"order.prepaid", "order.released"})
ON_PAYMENTS = frozenset({"payment.changed", "payment.moved", "voucher.voided"})
ON_SHIFTS = frozenset({"shift.counted", "shift.closed"})


@dataclass(frozen=True, slots=True)
class Early:
    """A fact that waits for the row with the key ``needs``; "" for ever: it could not be folded then. The id
    sorts by the order in which they came."""

    id: str
    needs: str
    event: Mapping[str, Any]


def lacking(event: Event, tables: Tables) -> str:
    """The key of a row that this fact builds on and that is not there yet; "" if all are."""
    body = event.body
    for kind, key in _foundations(event.kind, body):
        if isinstance(key, str) and key and tables.get(kind, key) is None:
            if kind is Payment and _was_taken_off(tables, key):
                continue
            return key
    return ""


def _was_taken_off(tables: Tables, payment: str) -> bool:
    """Whether a payment by voucher was there, and another history has taken its code off before."""
    return tables.get(Latest, taken_off(payment)) is not None


def _foundations(kind: str, body: Mapping[str, Any]) -> Iterator[tuple[type[object], object]]:
    if kind not in BEGIN:
        yield Opening, body.get("opening")
    if setup := body.get(SETUP):
        yield Document, kept_as(DOCUMENT, setup)
    yield Opening, body.get("beside")
    yield Opening, body.get("placed_at")
    if kind != "booking.made":
        yield Booking, body.get("booking")
        yield Booking, body.get("deposit")
    if kind != "queue.joined":
        yield QueueNumber, body.get("queue")
    if kind == "feedback.seen":
        yield Feedback, body.get("feedback")
    yield (Order if kind == "banquet.begun" else Banquet), body.get("banquet")
    if kind in ON_PAYMENTS:
        yield Payment, body["payment"]
    if kind.startswith("grant.") or "granted" in body:
        yield Grant, body["payment"]
    if kind in ("payment.confirmed", "payment.denied"):
        yield ToConfirm, body["payment"]
    if kind.startswith("refund."):
        yield GatewayRefund, body["refund"]
    for back in body["back"] if kind in GIVE_BACK else ():
        if back["tender"] == DEPOSIT.id:
            yield DepositMove, back["payment"]
    if kind == "bills.merged":
        yield Bill, body["merged"]
    if kind.startswith("print."):
        yield PrintJob, body.get("of" if kind == "print.asked" else "job")
    if kind in ON_UNPAID:
        yield PayFirst, body["order"]
        for line in body["lines"]:
            yield OrderLine, line
    if kind in ON_SHIFTS:
        yield Shift, body.get("shift")
    for one in body.get("joined", ()) if kind == "opening.cleared" else ():
        yield Opening, one
    if kind in MOVES:
        for name in ("joined", "parted", "source", "on", "target"):
            yield Opening, body.get(name)
    for line in body["lines"] if kind in ON_LINES else body.get("copied", (body.get("line", ""),)):
        id = line if isinstance(line, str) else line["line"]
        yield Order, id.rpartition(".")[0]
        if is_piece(id):
            yield OrderLine, id


def wait(event: Event, needs: str, tables: Tables) -> None:
    """Keep a fact until there is what it needs."""
    plain = {name: getattr(event, name) for name in ("seq", "kind", "at", "date", "by", "body")}
    tables.put(Early(f"{needs}/{next_number(tables, NUMBER):08}", needs, plain))


def fold_with_those_that_wait(event: Event, tables: Tables, fold: Fold, again: Fold) -> None:
    """Fold a fact with ``fold``, then with ``again`` what has waited for the rows that it made."""
    if not last_number(tables, NUMBER):  # nothing ever came early here
        fold(event, tables)
        return
    made = Trial(tables)
    fold(event, made)
    keys = made.keep()
    for early in [early for key in keys for early in tables.where(Early, needs=key)]:
        tables.remove(Early, early.id)
        trial = Trial(tables)
        try:
            again(Event(**early.event), trial)
        except Exception:  # it changes nothing and is in nobody's way, but it is not forgotten
            tables.put(replace(early, needs=NOTHING))
            continue
        trial.keep()


class Trial:
    """Rows on top of others, whose changes count only with ``keep``. Implements Tables."""

    def __init__(self, base: Tables) -> None:
        self._base = base
        self._rows: dict[tuple[type[object], str], object | None] = {}  # None: removed

    def get(self, kind: type[Row], key: str) -> Row | None:
        if (kind, key) in self._rows:
            return cast("Row | None", self._rows[kind, key])
        return self._base.get(kind, key)

    def put(self, row: object) -> None:
        check_row(row)
        self._rows[type(row), key_of(row)] = row

    def where(self, kind: type[Row], **equal: str | int) -> list[Row]:
        found = {key_of(row): row for row in self._base.where(kind, **equal)}
        for (of, key), row in self._rows.items():
            if of is kind:
                found.pop(key, None)
                if row is not None and all(getattr(row, name) == value for name, value in equal.items()):
                    found[key] = cast(Row, row)
        return [found[key] for key in sorted(found)]

    def remove(self, kind: type[object], key: str) -> None:
        self._rows[kind, key] = None

    def keep(self) -> list[str]:
        """Let the changes count; the keys of rows that others may have waited for."""
        made = [
            key
            for (kind, key), row in self._rows.items()
            if kind in AWAITED and row is not None and self._base.get(kind, key) is None
        ]
        for (kind, key), row in self._rows.items():
            if row is None:
                self._base.remove(kind, key)
            else:
                self._base.put(row)
        return made
