"""The one bill: what the guest is quoted, what the till takes, what paper and server say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from domain.money.discounts import NO_DISCOUNT, Discount
from domain.money.shares import part_of, share, tax_within
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
    """How a bill is made. ``cover`` per guest in minor units; ``service`` and ``tax`` in basis points."""

    version: int = 0
    cover: int = 0
    promotions: tuple[Threshold, ...] = ()
    service: int = 0
    tax: int = 0
    tax_inclusive: bool = True


class Priced(Protocol):
    """A line in minor units: its ``amount`` by the price, and the ``reduction`` that is its own.

    ``full_price``: promotions and discounts on the whole bill leave it alone.
    """

    @property
    def amount(self) -> int: ...

    @property
    def reduction(self) -> int: ...

    @property
    def full_price(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What one dish line, or the cover charge, bears of everything on the bill (minor units)."""

    gross: int
    reduction: int
    service: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class BillFigures:
    """What a bill comes to, in minor units. ``lines`` follow the given order; ``fees`` is the cover charge's.

    ``receivable`` − ``reduction`` = ``total``. ``tax`` is within the total (inclusive) or was added to it. Of
    the ``reduction`` the lines' own are ``given`` (gifts and discounts on them), ``by_hand`` is the discount
    on the whole, the rest is the promotion.
    """

    lines: tuple[Share, ...] = ()
    fees: Share = Share(0, 0, 0, 0, 0)
    guests: int = 0
    subtotal: int = 0
    cover: int = 0
    service: int = 0
    reduction: int = 0
    promotion: str = ""
    promotion_names: Names = field(default_factory=dict)
    given: int = 0
    by_hand: int = 0
    tax: int = 0
    tax_rate: int = 0
    total: int = 0

    @property
    def receivable(self) -> int:
        """应收 before reductions."""
        return self.total + self.reduction

    @property
    def promoted(self) -> int:
        """What the promotion takes off."""
        return self.reduction - self.given - self.by_hand


def price_order(
    lines: Sequence[Priced], guests: int, rules: Rules, discount: Discount = NO_DISCOUNT
) -> BillFigures:
    """The bill for dish lines of one opening with so many guests. Pure, exact, the only one of its kind.

    Reductions are taken from dishes only, in this order: the lines' own, the promotion, ``discount`` on the
    whole. Service is charged on dishes after reduction; tax covers all. No dish ordered, or free: no cover
    charge, nothing to pay.
    """
    gross = [line.amount for line in lines]
    subtotal = sum(gross)
    own = [line.reduction for line in lines]
    rest = [0 if line.full_price else line.amount - line.reduction for line in lines]
    best = None if discount.free else best_promotion(rules, sum(rest))
    promoted = share(best.off if best else 0, rest)
    if discount.free:
        by_hand = tuple(g - o for g, o in zip(gross, own, strict=True))
    else:
        rest = [r - p for r, p in zip(rest, promoted, strict=True)]
        by_hand = share(discount.of(sum(rest)), rest)
    reductions = [o + p + h for o, p, h in zip(own, promoted, by_hand, strict=True)]
    reduction = sum(reductions)
    service = part_of(subtotal - reduction, rules.service)
    services = share(service, [g - r for g, r in zip(gross, reductions, strict=True)])
    cover = rules.cover * guests if lines and not discount.free else 0
    nets = [g - r + s for g, r, s in zip(gross, reductions, services, strict=True)] + [cover]
    before_tax = sum(nets)
    tax = tax_within(before_tax, rules.tax) if rules.tax_inclusive else part_of(before_tax, rules.tax)
    taxes = share(tax, nets)
    added = [0 if rules.tax_inclusive else one for one in taxes]
    shares = tuple(
        Share(g, r, s, t, net + plus)
        for g, r, s, t, net, plus in zip(gross, reductions, services, taxes, nets, added, strict=False)
    )
    return BillFigures(
        lines=shares,
        fees=Share(cover, 0, 0, taxes[-1], nets[-1] + added[-1]),
        guests=guests,
        subtotal=subtotal,
        cover=cover,
        service=service,
        reduction=reduction,
        promotion=best.id if best else "",
        promotion_names=best.names if best else {},
        given=sum(own),
        by_hand=sum(by_hand),
        tax=tax,
        tax_rate=rules.tax,
        total=before_tax + sum(added),
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


def bill_facts(bill: BillFigures) -> Mapping[str, object]:
    """The figures of a bill as they are frozen into the fact of settling it."""
    by_people = {"given": bill.given, "by_hand": bill.by_hand}
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
        **{name: amount for name, amount in by_people.items() if amount},
    }
