"""The one bill: what the guest is quoted, what the till takes, what paper and server say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from domain.money.discounts import NO_DISCOUNT, Discount, room_within
from domain.money.fees import MAINLAND, PerHead, TaxClass, Taxed, missing_to_minimum, rounding_of, taxes_of
from domain.money.shares import part_of, share
from domain.record.plain import to_plain
from domain.selling.courses import Course
from domain.selling.menu import Names


@dataclass(frozen=True, slots=True)
class Threshold:
    """A promotion 满减: ``off`` minor units once the dishes reach ``reach``."""

    id: str
    names: Names
    reach: int
    off: int


@dataclass(frozen=True, slots=True)
class Rules:
    """How a bill is made. Amounts in minor units, rates in basis points; ``region`` by ISO 3166.

    ``cover`` 餐位费 per guest; ``packing`` for each portion to go; ``minimum`` spend per guest (never in
    mainland China). ``rounding`` 抹零: the unit a total is rounded to, 0: not; ``rounding_cash``: only where
    the rest of a bill is paid in cash. ``tax``: the rate of what has no class of its own, fees too.
    ``courses``: the house's own, none: ``courses.STANDARD``. ``heads`` 必点: what each guest is charged for.
    """

    version: int = 0
    cover: int = 0
    promotions: tuple[Threshold, ...] = ()
    service: int = 0
    tax: int = 0
    tax_inclusive: bool = True
    region: str = MAINLAND
    packing: int = 0
    minimum: int = 0
    rounding: int = 0
    rounding_cash: bool = False
    tax_classes: tuple[TaxClass, ...] = ()
    courses: tuple[Course, ...] = ()
    heads: tuple[PerHead, ...] = ()

    def rate_of(self, tax_class: str) -> int:
        """The tax on a dish of a class; one that is not known is taxed as the rest is."""
        return next((one.rate for one in self.tax_classes if one.id == tax_class), self.tax)


class Priced(Protocol):
    """A line in minor units: its ``amount`` by the price, and the ``reduction`` that is its own.

    ``full_price``: promotions and discounts on the whole bill leave it alone. ``boxes``: portions to pack;
    ``tax_class``: an id of ``Rules.tax_classes``, "": as the rest. ``limited``: within how many basis points
    a discount on it was agreed to, and what that takes off; (): no limit, or none.
    """

    @property
    def amount(self) -> int: ...

    @property
    def reduction(self) -> int: ...

    @property
    def full_price(self) -> bool: ...

    @property
    def boxes(self) -> int: ...

    @property
    def tax_class(self) -> str: ...

    @property
    def limited(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What one dish line, or all that belongs to no line, bears of everything on the bill (minor units).

    ``gross`` − ``reduction`` + ``service`` + ``packing`` + ``rounding``, with the ``tax`` (at ``rate``) if
    that is added, is the ``total``. ``by_hand``: what of the reduction is the discount on the whole bill.
    """

    gross: int
    reduction: int
    service: int
    tax: int
    total: int
    packing: int = 0
    rounding: int = 0
    rate: int = 0
    by_hand: int = 0

    @property
    def net(self) -> int:
        """Before tax that is added, and before rounding."""
        return self.gross - self.reduction + self.service + self.packing


@dataclass(frozen=True, slots=True)
class BillFigures:
    """What a bill comes to, in minor units. ``lines`` follow the given order; ``fees`` is the share of the
    cover charge and of what lacks to the minimum spend.

    ``receivable`` − ``reduction`` = ``total``. ``tax`` is within the total (inclusive) or was added to it. Of
    the ``reduction`` the lines' own are ``given`` (gifts and discounts on them), ``by_hand`` is the discount
    on the whole, a ``rounding`` below zero belongs to it, the rest is the promotion. ``cut``: what more that
    discount would take off, were it not for the limit of whoever agreed to it.
    """

    lines: tuple[Share, ...] = ()
    fees: Share = Share(0, 0, 0, 0, 0)
    guests: int = 0
    subtotal: int = 0
    cover: int = 0
    service: int = 0
    packing: int = 0
    minimum: int = 0
    reduction: int = 0
    promotion: str = ""
    promotion_names: Names = field(default_factory=dict)
    given: int = 0
    by_hand: int = 0
    rounding: int = 0
    tax: int = 0
    tax_rate: int = 0
    taxes: tuple[Taxed, ...] = ()
    total: int = 0
    cut: int = 0

    @property
    def receivable(self) -> int:
        """应收 before reductions."""
        return self.total + self.reduction

    @property
    def promoted(self) -> int:
        """What the promotion takes off."""
        return self.reduction - self.given - self.by_hand - max(0, -self.rounding)


def price_order(
    lines: Sequence[Priced],
    guests: int,
    rules: Rules,
    discount: Discount = NO_DISCOUNT,
    others: Sequence[tuple[Discount, Sequence[int]]] = (),
) -> BillFigures:
    """The bill for dish lines of one opening with so many guests. Pure, exact, the only one of its kind.

    Reductions are taken from dishes only, in this order: the lines' own, the promotion, ``discount`` on the
    whole; ``others`` in place of it, each on the lines at these places. Service is charged on dishes after
    reduction, and a minimum spend held against them; tax covers all. No dish ordered, or free: no fee,
    nothing to pay; without a dish it stands for no guest either, so that a later bill charges their cover.
    """
    gross = [line.amount for line in lines]
    own = [line.reduction for line in lines]
    rest = [0 if line.full_price else g - o for line, g, o in zip(lines, gross, own, strict=True)]
    cut = 0
    best = None if discount.free else best_promotion(rules, sum(rest))
    promoted = share(best.off if best else 0, rest)
    if discount.free:
        by_hand = tuple(g - o for g, o in zip(gross, own, strict=True))
    else:
        rest = [r - p for r, p in zip(rest, promoted, strict=True)]
        by_hand, cut = _by_hand(rest, promoted, lines, discount, others)
    reductions = [o + p + h for o, p, h in zip(own, promoted, by_hand, strict=True)]
    charged = [g - r for g, r in zip(gross, reductions, strict=True)]
    services = share(part_of(sum(charged), rules.service), charged)
    fees = bool(lines) and not discount.free
    packing = [rules.packing * line.boxes if fees else 0 for line in lines]
    cover = rules.cover * guests if fees else 0
    minimum = missing_to_minimum(sum(charged), guests, rules.minimum, rules.region) if fees else 0
    shares = [
        Share(g, r, s, 0, 0, packed, 0, rules.rate_of(line.tax_class), hand)
        for g, r, s, packed, line, hand in zip(
            gross, reductions, services, packing, lines, by_hand, strict=True
        )
    ]
    bill = BillFigures(
        lines=tuple(shares),
        fees=Share(cover + minimum, 0, 0, 0, 0, rate=rules.tax),
        guests=guests if lines else 0,
        subtotal=sum(gross),
        cover=cover,
        service=sum(services),
        packing=sum(packing),
        minimum=minimum,
        reduction=sum(reductions),
        promotion=best.id if best else "",
        promotion_names=best.names if best else {},
        given=sum(own),
        by_hand=sum(by_hand),
        tax_rate=rules.tax,
        cut=cut,
    )
    bill = _closed(bill, 0, rules)
    return bill if rules.rounding_cash else round_bill(bill, bill.total, rules)


def _by_hand(
    rest: Sequence[int],
    promoted: Sequence[int],
    lines: Sequence[Priced],
    discount: Discount,
    others: Sequence[tuple[Discount, Sequence[int]]],
) -> tuple[tuple[int, ...], int]:
    """What is left of each line to take off it, shared out over the lines that have a discount together, and
    what limits keep of that."""
    apart = {place for _other, places in others for place in places}
    found, cut = [0] * len(rest), 0
    for one, places in ((discount, [at for at in range(len(rest)) if at not in apart]), *others):
        mine = [rest[at] for at in places]
        off = one.of(sum(mine), _room(one, [lines[at] for at in places], sum(promoted[at] for at in places)))
        cut += one.wanted.of(sum(mine)) - off
        for at, part in zip(places, share(off, mine), strict=True):
            found[at] = part
    return tuple(found), cut


def _room(discount: Discount, lines: Sequence[Priced], promoted: int) -> int | None:
    if not discount.most:
        return None
    return room_within(
        discount.most, [(line.amount - line.reduction, line.limited) for line in lines], promoted
    )


def round_bill(bill: BillFigures, due: int, rules: Rules) -> BillFigures:
    """A bill of which ``due`` is still to be paid, rounded by the house's rule so that ``due`` is."""
    delta = rounding_of(due, rules.rounding, rules.region)
    return _closed(bill, delta, rules) if delta else bill


def bill_to_pay(bill: BillFigures, paid: int, cash: bool, rules: Rules) -> BillFigures:
    """The bill as the next payment would settle it: only cash may round it, never down to nothing due."""
    if not (cash and rules.rounding_cash):
        return bill
    rounded = round_bill(bill, bill.total - paid, rules)
    return rounded if rounded.total > paid else bill


def rounded_as(bill: BillFigures, rounding: int, rules: Rules) -> BillFigures:
    """A bill with the rounding that it was settled with, if cash gave it one."""
    return _closed(bill, rounding, rules) if rounding and not bill.rounding else bill


def _closed(bill: BillFigures, rounding: int, rules: Rules) -> BillFigures:
    """The bill with tax and totals of all its shares, changed by a rounding that it did not have yet."""
    parts = (*bill.lines, bill.fees)
    rates, nets = [part.rate for part in parts], [part.net for part in parts]
    if rules.tax_inclusive:
        rounded = share(rounding, nets)
        due = [net + more for net, more in zip(nets, rounded, strict=True)]
        taxes, sums = taxes_of(due, rates, True)
    else:
        taxes, sums = taxes_of(nets, rates, False)
        due = [net + tax for net, tax in zip(nets, taxes, strict=True)]
        rounded = share(rounding, due)
        due = [one + more for one, more in zip(due, rounded, strict=True)]
    closed = [
        Share(
            part.gross,
            part.reduction,
            part.service,
            tax,
            total,
            part.packing,
            more,
            part.rate,
            part.by_hand,
        )
        for part, tax, more, total in zip(parts, taxes, rounded, due, strict=True)
    ]
    return replace(
        bill,
        lines=tuple(closed[:-1]),
        fees=closed[-1],
        reduction=bill.reduction + max(0, -rounding),
        rounding=rounding,
        tax=sum(taxes),
        taxes=sums,
        total=sum(due),
    )


def best_promotion(rules: Rules, subtotal: int) -> Threshold | None:
    """The one threshold promotion that takes most off a subtotal, never more than the subtotal."""
    reached = [p for p in rules.promotions if p.reach <= subtotal and 0 < p.off <= subtotal]
    return max(reached, key=lambda promotion: promotion.off, default=None)


def next_promotion(rules: Rules, subtotal: int) -> Threshold | None:
    """The nearest promotion that is not reached yet and gives more than the present one."""
    present = best_promotion(rules, subtotal)
    better = [p for p in rules.promotions if p.reach > subtotal and p.off > (present.off if present else 0)]
    return min(better, key=lambda promotion: promotion.reach, default=None)


def bill_facts(bill: BillFigures) -> Mapping[str, Any]:
    """The figures of a bill as they are frozen into the fact of settling it.

    Figures that release 0.1.0 did not know stand there only if they are not zero; ``taxes`` only where not
    all is taxed at ``tax_rate``.
    """
    newer = {
        "packing": bill.packing,
        "minimum": bill.minimum,
        "given": bill.given,
        "by_hand": bill.by_hand,
        "rounding": bill.rounding,
        "taxes": to_plain(bill.taxes) if any(one.rate != bill.tax_rate for one in bill.taxes) else (),
    }
    return {
        "guests": bill.guests,
        "subtotal": bill.subtotal,
        "cover": bill.cover,
        "service": bill.service,
        "reduction": bill.reduction,
        "promotion": dict(bill.promotion_names),
        "tax": bill.tax,
        "tax_rate": bill.tax_rate,
        "total": bill.total,
        **{name: amount for name, amount in newer.items() if amount},
    }


SHARES = "shares"


def settled_facts(bill: BillFigures) -> Mapping[str, Any]:
    """``bill_facts``, and what each line bears of the total, in the order of the lines: the house's rules may
    be others when some of it goes back. Nothing: each bears what is charged for it."""
    plain = not (bill.promoted or bill.by_hand)
    as_charged = plain and all(one.total == one.gross - one.reduction for one in bill.lines)
    return {**bill_facts(bill), SHARES: [] if as_charged else [one.total for one in bill.lines]}
