"""The one bill: what the guest is quoted, what the till takes, what paper and server say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

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
    """Anything with an amount in minor units."""

    @property
    def amount(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What one dish line, or the cover charge, bears of everything on the bill (minor units)."""

    gross: int
    reduction: int
    service: int
    tax: int
    total: int


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill in minor units. ``lines`` follow the given order; ``fees`` is the cover charge's share.

    ``receivable`` − ``reduction`` = ``total``. ``tax`` is within the total (inclusive) or was added to it.
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
    tax: int = 0
    tax_rate: int = 0
    total: int = 0

    @property
    def receivable(self) -> int:
        """应收 before reductions."""
        return self.total + self.reduction


def price_order(lines: Sequence[Priced], guests: int, rules: Rules) -> Bill:
    """The bill for dish lines of one opening with so many guests. Pure, exact, the only one of its kind.

    Reductions are taken from dishes only; service is charged on dishes after reduction; tax covers all.
    No dish ordered: no cover charge, nothing to pay.
    """
    gross = [line.amount for line in lines]
    subtotal = sum(gross)
    best = best_promotion(rules, subtotal)
    reduction = best.off if best else 0
    reductions = share(reduction, gross)
    service = part_of(subtotal - reduction, rules.service)
    services = share(service, [g - r for g, r in zip(gross, reductions, strict=True)])
    cover = rules.cover * guests if lines else 0
    nets = [g - r + s for g, r, s in zip(gross, reductions, services, strict=True)] + [cover]
    before_tax = sum(nets)
    tax = tax_within(before_tax, rules.tax) if rules.tax_inclusive else part_of(before_tax, rules.tax)
    taxes = share(tax, nets)
    added = [0 if rules.tax_inclusive else one for one in taxes]
    shares = tuple(
        Share(g, r, s, t, net + plus)
        for g, r, s, t, net, plus in zip(gross, reductions, services, taxes, nets, added, strict=False)
    )
    return Bill(
        lines=shares,
        fees=Share(cover, 0, 0, taxes[-1], nets[-1] + added[-1]),
        guests=guests,
        subtotal=subtotal,
        cover=cover,
        service=service,
        reduction=reduction,
        promotion=best.id if best else "",
        promotion_names=best.names if best else {},
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


def bill_facts(bill: Bill) -> Mapping[str, object]:
    """The figures of a bill as they are frozen into the fact of settling it."""
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
    }
