"""The order pane's rows: the unsent round on top, then each round with its author, served rounds folded."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject

from domain.selling.order import Line
from domain.selling.weights import weight_text
from pos_app.language import _, ngettext, pgettext
from pos_app.models.open_order import NewLine, OpenOrder
from pos_app.models.rows import RowsModel
from pos_app.models.serving_words import called_note, guests_word, hold_word, serving_note
from pos_app.models.wording import Wording, unit_word
from pos_app.workflows.views import LineView, OpeningView, OrderView


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One row. kind: head (of a group) | new | line | fold. `warn` says why a line is refused.

    `struck`: nothing of the line is left on the bill. `to_weigh`: it is still to be weighed. `mark`: a word
    of weight before the note; `held`: the kitchen has it and waits for the word. `paid`: its bill is, so that
    it can only be started or ticked off.
    """

    kind: str
    key: str
    title: str
    note: str = ""
    end: str = ""
    quantity: str = ""
    icon: str = ""
    tone: str = "calm"
    chosen: bool = False
    warn: str = ""
    entry: int = 0
    first: bool = False
    served: bool = False
    struck: bool = False
    to_weigh: bool = False
    mark: str = ""
    held: bool = False
    paid: bool = False


def order_rows(
    order: OpenOrder, cashier: str, chosen: str, unfolded: Collection[str], wording: Wording
) -> tuple[OrderRow, ...]:
    """All rows; `chosen` is the key of the line with its stepper, `unfolded` the served rounds kept open."""
    rows: list[OrderRow] = []
    if order.new:
        rows.append(_new_head(order, cashier, wording))
        spares = bool(order.bill.promoted or order.bill.by_hand)
        rows += [_new_row(new, chosen == _key_of(new), wording, spares) for new in order.new]
    bills = _bills_of(order.opening)
    for round_ in reversed(order.opening.orders):
        rows += _round_rows(round_, chosen, unfolded, wording, bills)
    return tuple(rows)


@dataclass(frozen=True, slots=True)
class _Bills:
    """How the bills of a table stand. ``spared``: the one on which something is taken off that leaves dishes
    of full price alone; ``over``: those that are paid or reversed before the current one; ``paid``: with it.
    """

    spared: str
    over: Mapping[str, str]
    paid: Collection[str]


def _bills_of(opening: OpeningView) -> _Bills:
    current = opening.agreed.id
    paid = {bill for bill, end in opening.over.items() if end == "paid"}
    if opening.settlement is not None:
        paid.add(current)
    return _Bills(current if opening.spares else "", opening.over, paid)


def rows_model(parent: QObject) -> RowsModel[OrderRow]:
    """The pane as a model."""

    def words(row: OrderRow) -> str:
        return " ".join(filter(None, (row.quantity, row.title, row.mark, row.note, row.end)))

    return RowsModel(lambda row: row.key, words, parent)


DONE, REVERSED = ("served", "voided"), "reversed"


def line_title(line: Line, wording: Wording) -> str:
    """A line's dish with its portion: "Boiled fish (large)"."""
    name, spec = wording.name(line.names), wording.name(line.spec_names)
    return _("{dish} ({portion})").format(dish=name, portion=spec) if spec else name


def line_note(line: Line, wording: Wording) -> str:
    """Whether it is to go, options, what comes in a set, and the remark."""
    picked = [wording.name(option.names) for option in line.options]
    parts = [wording.name(part.names) + (f" ×{part.count}" if part.count > 1 else "") for part in line.parts]
    packed = [_("To go")] if line.packed else []
    late = [_("Out of its hours")] if line.off_hours else []
    notes = [weighed_note(line, wording), *packed, *late, *picked, *parts, line.remark]
    return " · ".join(filter(None, notes))


def weighed_note(line: Line, wording: Wording) -> str:
    """What a line weighs and a unit of it costs, or that it is still to be weighed; "" by the portion."""
    if not line.unit:
        return ""
    price = _("{price} per {unit}").format(
        price=wording.money(line.price, short=True), unit=unit_word(line.unit)
    )
    if not line.weight:
        return _("to be weighed, {price}").format(price=price)
    return _("{weight} {unit}, {price}").format(
        weight=weight_text(line.weight), unit=unit_word(line.unit), price=price
    )


def _new_head(order: OpenOrder, cashier: str, wording: Wording) -> OrderRow:
    count = len(order.new)
    words = ngettext("{n} new dish · not sent", "{n} new dishes · not sent", count)
    if order.sending:
        words = ngettext("{n} dish on its way", "{n} dishes on their way", count)
    return OrderRow("head", "new", words.format(n=count), end=cashier, icon="pencil", tone="new", first=True)


def _key_of(new: NewLine) -> str:
    return f"new.{new.entry.key}"


@lru_cache(maxsize=200)
def _new_row(new: NewLine, chosen: bool, wording: Wording, spares: bool) -> OrderRow:
    """Lines that a tap leaves as they are say the same."""
    key = _key_of(new)
    if new.line is None:
        title = new.entry.line.dish
        words = new.refused.text(_, wording.language) if new.refused else ""
        names = new.refused.facts.get("dish") if new.refused else None
        if isinstance(names, dict):
            title = wording.name(names)
        return OrderRow(
            "new",
            key,
            title,
            quantity=wording.times(new.entry.line.quantity),
            warn=words,
            chosen=chosen,
            entry=new.entry.key,
        )
    return OrderRow(
        "new",
        key,
        line_title(new.line, wording),
        _joined(
            serving_note(new.line, wording),
            line_note(new.line, wording),
            spared_word() if spares and new.line.full_price else "",
        ),
        _("to weigh") if new.line.awaits_weight else wording.money(new.line.amount),
        wording.times(new.line.quantity),
        chosen=chosen,
        entry=new.entry.key,
        mark=hold_word() if new.line.held else "",
    )


def _round_rows(
    order: OrderView,
    chosen: str,
    unfolded: Collection[str],
    wording: Wording,
    bills: _Bills,
) -> list[OrderRow]:
    served = all(line.state in DONE for line in order.lines)
    icon = "phone" if order.by == "phone" else "person"
    title = _round_title(order, wording)
    head = f"round.{order.id}"
    if served and order.id not in unfolded:
        note = _("{dishes} · all served").format(dishes=_some_names(order, wording))
        standing = [line.amount for line in order.lines if bills.over.get(line.bill) != REVERSED]
        sum_ = wording.money(sum(standing)) if standing else _("reversed")
        return [OrderRow("fold", head, title, note, sum_, icon=icon)]
    state = _("All served") if served else _kitchen_word(order)
    rows = [OrderRow("head", head, title, order.remark, state, icon=icon, served=served)]
    shared = any(line.guests not in ((), (order.guest,)) for line in order.lines)
    rows += [_line_row(line, chosen, shared, wording, bills) for line in order.lines]
    return rows


def _line_row(line: LineView, chosen: str, shared: bool, wording: Wording, bills: _Bills) -> OrderRow:
    """``shared``: others than who sent the round wanted some of it, so that each dish says whose it is. Of a
    reversed bill each dish stands on the bill in its place, and its money there."""
    over, spares = bills.over.get(line.bill, ""), line.bill == bills.spared
    gone, paid = line.state == "voided", line.bill in bills.paid
    money = "" if over == REVERSED else wording.money(line.charged)
    return OrderRow(
        "line",
        line.id,
        line_title(line.line, wording),
        _joined(
            guests_word(line.guests) if shared else "",
            serving_note(line.line, wording),
            called_note(line, wording),
            line_note(line.line, wording),
            change_note(line, wording),
            spared_word() if spares and line.full_price and line.line.price and not gone else "",
        ),
        _("to weigh") if line.line.awaits_weight else money,
        wording.times(line.voided if gone else line.line.quantity),
        chosen=line.id == chosen and not (gone or (paid and line.state in DONE)),
        served=line.state in DONE,
        struck=gone,
        to_weigh=line.line.awaits_weight,
        mark=hold_word() if line.held else _("unpaid") if line.unpaid else _over_word(over),
        held=line.held,
        paid=paid,
    )


def _over_word(over: str) -> str:
    return {"paid": _("paid"), REVERSED: _("reversed")}.get(over, "")


def spared_word() -> str:
    """Of a dish that keeps its price though something is off its bill."""
    return pgettext("dish", "never reduced")


def _joined(*notes: str) -> str:
    return " · ".join(filter(None, notes))


def change_note(line: LineView, wording: Wording) -> str:
    """What was changed on a line since it was ordered."""
    words = []
    if line.voided:
        words.append(_("voided ×{n}").format(n=wording.times(line.voided)))
    if line.given:
        words.append(_("gift ×{n}").format(n=wording.times(line.given)))
    if line.listed:
        words.append(_("instead of {price}").format(price=wording.money(line.listed, short=True)))
    if line.reduction > line.gift:
        words.append(_("{amount} off").format(amount=wording.money(line.reduction - line.gift, short=True)))
    return " · ".join(words)


def _round_title(order: OrderView, wording: Wording) -> str:
    who = wording.name(order.by_name)
    if order.by == "phone":
        who = _("Phone · guest {n}").format(n=order.guest) if order.guest else _("phone")
    if order.by == "till":
        who = _("By head")
    if order.table:
        who = f"{wording.name(order.table)} · {who}"
    return f"{who} · {wording.clock(order.at)}"


def _kitchen_word(order: OrderView) -> str:
    if order.pay_by:
        return _("Waits for its money")
    to_come = [line for line in order.lines if line.awaited]
    if not to_come:
        return _("Waits for the word")
    if any(line.state == "kitchen" for line in to_come):
        return _("Sent, not on paper yet")
    return _("In the kitchen")


def _some_names(order: OrderView, wording: Wording) -> str:
    names = [wording.name(line.line.names) for line in order.lines]
    if len(names) <= 2:
        return pgettext("list", ", ").join(names)
    return _("{names} and more, {n} lines").format(names=pgettext("list", ", ").join(names[:2]), n=len(names))
