"""A table's order as it stands with the unsent round: lines priced by the one rule, counts, bill."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.money.billing import figures_among, rules_for
from domain.money.bills import FOLLOWS
from domain.selling.courses import named
from domain.selling.order import Line, reduce_stock, take_line
from domain.selling.orders import line_id
from domain.selling.price import BillFigures, Priced, price_order
from domain.supply.stock import Stock
from pos_app.models.cart import Cart, CartEntry
from pos_app.workflows.views import BillView, OpeningView, TillView


@dataclass(frozen=True, slots=True, eq=False)
class NewLine:
    """A line of the unsent round: priced, or why the kitchen would refuse it. One that stays is the same.

    ``left``: the stock behind it.
    """

    entry: CartEntry
    line: Line | None
    left: Stock
    refused: Refused | None = None

    @property
    def late(self) -> bool:
        """Whether it is not its hour."""
        return self.refused is not None and self.refused.code == "not_now"


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """The order of one opening with its unsent round. `portions` of the bill that is shown and `counts` of
    dishes at the table are in thousandths.

    `under`: what its new lines were taken under.
    """

    opening: OpeningView
    new: tuple[NewLine, ...]
    bill: BillFigures
    portions: int
    counts: Mapping[str, int] = field(default_factory=dict)
    sending: bool = False
    under: tuple[object, ...] = ()

    @property
    def due(self) -> int:
        """Minor units still to be paid, the unsent round included."""
        paid = 0 if self.begins_bill else self.opening.paid
        return self.bill.total - paid

    @property
    def is_owed(self) -> bool:
        """Whether more was taken than there is to pay, as when another history of the till was paid, too."""
        return self.due < 0 and bool(self.opening.paid) and not self.new

    @property
    def begins_bill(self) -> bool:
        """Whether the unsent round comes on a new bill, because all before it is paid."""
        return bool(self.new) and self.opening.settlement is not None


def open_order(
    view: TillView, opening: OpeningView, cart: Cart, minute: int, before: OpenOrder | None = None
) -> OpenOrder:
    """Price the sent lines and the cart together; `minute` is of the store's day.

    Lines that were taken `before`, under the same menu and stock and after the same lines, are so again.
    """
    under = (view.menu, view.stock, minute, bool(opening.opening.to_go), view.rules.courses)
    known = before.new if before is not None and before.under == under else ()
    new = _new_lines(view, opening, cart, minute, known)
    reversed_ = {one.agreed.id for one in opening.bills if one.agreed.corrected}  # it stands on another
    sent = [line for line in opening.lines if line.state != "voided" and line.bill not in reversed_]
    added = [one.line for one in new if one.line is not None]
    ids = {line_id(cart.request, place): line for place, line in enumerate(added)}
    counts = Counter[str]()
    for each in (*(line.line for line in sent), *added):
        counts[each.dish] += each.quantity
    begins = bool(new) and opening.settlement is not None
    on_bill = [*(() if begins else (line.line for line in opening.bill_lines)), *added]
    return OpenOrder(
        opening=opening,
        new=new,
        bill=_with_more(view, opening, ids) if new else opening.bill,
        portions=sum(line.quantity for line in on_bill),
        counts=counts,
        sending=cart.sending is not None,
        under=under,
    )


def _new_lines(
    view: TillView, opening: OpeningView, cart: Cart, minute: int, known: Sequence[NewLine]
) -> tuple[NewLine, ...]:
    stock, found, same = view.stock, list[NewLine](), True
    for place, entry in enumerate(cart.entries()):
        same = same and place < len(known) and known[place].entry == entry
        to_go = bool(opening.opening.to_go)
        one = known[place] if same else _new_line(view, stock, entry, minute, to_go)
        stock = one.left
        found.append(one)
    return tuple(found)


def _new_line(view: TillView, stock: Stock, entry: CartEntry, minute: int, to_go: bool) -> NewLine:
    wanted = replace(entry.line, packed=True) if to_go else entry.line
    try:
        line = take_line(view.menu, stock, wanted, minute)
    except Refused as no:
        return NewLine(entry, None, stock, no)
    return NewLine(entry, named((line,), view.rules.courses)[0], reduce_stock(stock, line))


def _with_more(view: TillView, opening: OpeningView, added: Mapping[str, Line]) -> BillFigures:
    """What the bill on which the round comes will be, by its share of those that it is priced with."""
    rules = rules_for(opening.opening, view.rules)
    if opening.settlement:  # a new one
        return price_order([added[id] for id in sorted(added)], opening.uncharged, rules)
    known = opening.bills or (BillView(opening.agreed, opening.bill),)
    family = [one for one in known if one.agreed.family == opening.agreed.family]
    place = [one.agreed.id for one in family].index(opening.agreed.id)
    lines: list[dict[str, Priced]] = [
        {line.id: line for line in opening.on(one.agreed.id).bill_lines} for one in family
    ]
    lines[place] |= added
    ordered = [[each[id] for id in sorted(each)] for each in lines]  # as the till shares out over them
    guests = [_guests(opening, one, known) for one in family]
    return figures_among([one.agreed for one in family], ordered, guests, place, rules)


def _guests(opening: OpeningView, bill: BillView, bills: Sequence[BillView]) -> int:
    """Whom it charges for: those of its own, or all whom no other bill does."""
    if bill.settlement is None and bill.agreed.guests == FOLLOWS:
        others = [one for one in bills if one.agreed.id != bill.agreed.id and not one.agreed.corrected]
        return max(0, opening.opening.guests - sum(_own(one) for one in others))
    return _own(bill)


def _own(bill: BillView) -> int:
    if bill.settlement is not None:
        return int(bill.settlement.bill.get("guests", 0))
    return max(0, bill.agreed.guests)
