"""A table's order as it stands with the unsent round: lines priced by the one rule, counts, bill."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.errors import Refused
from domain.money.billing import rules_for
from domain.money.discounts import NO_DISCOUNT
from domain.selling.courses import named
from domain.selling.order import Line, reduce_stock, take_line
from domain.selling.price import BillFigures, price_order
from pos_app.models.cart import Cart, CartEntry
from pos_app.workflows.views import OpeningView, TillView


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line of the unsent round: priced, or why the kitchen would refuse it."""

    entry: CartEntry
    line: Line | None
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """The order of one opening with its unsent round. `portions` and `counts` are in thousandths."""

    opening: OpeningView
    new: tuple[NewLine, ...]
    bill: BillFigures
    portions: int
    counts: Mapping[str, int] = field(default_factory=dict)
    sending: bool = False

    @property
    def due(self) -> int:
        """Minor units still to be paid, the unsent round included."""
        paid = 0 if self.begins_bill else self.opening.paid
        return self.bill.total - paid

    @property
    def begins_bill(self) -> bool:
        """Whether the unsent round comes on a new bill, because all before it is paid."""
        return bool(self.new) and self.opening.settlement is not None


def open_order(view: TillView, opening: OpeningView, cart: Cart, minute: int) -> OpenOrder:
    """Price the sent lines and the cart together; `minute` is of the store's day."""
    stock, new, to_go = view.stock, [], bool(opening.opening.to_go)
    for entry in cart.entries():
        try:
            line = take_line(view.menu, stock, replace(entry.line, packed=entry.line.packed or to_go), minute)
        except Refused as no:
            new.append(NewLine(entry, None, no))
        else:
            stock = reduce_stock(stock, line)
            new.append(NewLine(entry, named((line,), view.rules.courses)[0]))
    sent = [line for order in opening.orders for line in order.lines if line.state != "voided"]
    before, agreed = (
        ([], NO_DISCOUNT) if opening.settlement else (opening.bill_lines, opening.agreed.discount)
    )
    added = [one.line for one in new if one.line is not None]
    rules = rules_for(opening.opening, view.rules)
    counts = Counter[str]()
    for each in (*(line.line for line in sent), *added):
        counts[each.dish] += each.quantity
    return OpenOrder(
        opening=opening,
        new=tuple(new),
        bill=price_order([*before, *added], opening.uncharged, rules, agreed) if new else opening.bill,
        portions=sum(counts.values()),
        counts=counts,
        sending=cart.sending is not None,
    )
