"""What an audit looks at: facts that somebody may be asked about, in groups by what they are about."""

from __future__ import annotations

from collections.abc import Mapping

GROUPS: Mapping[str, tuple[str, ...]] = {
    "void": ("line.voided", "line.returned", "banquet.tables"),
    "price": ("line.given", "line.repriced", "line.discounted", "line.weighed", "bill.discounted"),
    "kitchen": ("lines.started", "lines.timed", "lines.hurried", "lines.unserved"),
    "supply": ("stock.set", "price.set"),
    "ordered": ("order.placed",),
    "split": ("bill.split", "bills.merged"),
    "tables": ("opening.moved", "openings.joined", "openings.parted", "lines.moved", "opening.guests"),
    "refund": (
        "payment.refunded",
        "payment.changed",
        "payment.moved",
        "payment.confirmed",
        "payment.denied",
        "bill.reversed",
        "grant.ended",
        "grant.refund_due",
        "grant.returned",
    ),
    "voucher": ("payment.received", "voucher.voided"),
    "account": ("debt.paid", "deposit.moved", "tip.taken", "invoice.asked", "accounts.published"),
    "drawer": ("cash.moved", "shift.opened", "shift.counted", "shift.closed"),
    "day": ("day.closed",),
    "print": ("print.asked", "print.cancelled", "bill.shown"),
    "sign_in": ("staff.signed_in",),
    "settings": (
        "staff.published",
        "menu.published",
        "rules.published",
        "floor.published",
        "tenders.published",
        "printers.published",
        "backup.key_made",
        "incarnation.began",
        "record.mended",
        "clock.set_back",
    ),
}
"""Groups by stable names, with the kinds of facts in each. A kind that nobody writes yet finds nothing."""


RARELY: Mapping[bytes, tuple[bytes, ...]] = {
    b'"order.placed"': (b'"typed":true', b'"off_hours":true'),
    b'"payment.received"': (b'"voucher":{',),
}
"""Kinds of which only few are asked about, by what those hold: told by the bytes, for there are thousands."""


def is_watched(raw: bytes) -> bool:
    """Of rounds only those with a price that staff typed, or with dishes out of their hours; of payments
    those by a group-buying voucher 团购券, for what it is worth is as somebody typed it."""
    return all(kind not in raw or any(mark in raw for mark in marks) for kind, marks in RARELY.items())


def kinds_of(group: str) -> tuple[str, ...]:
    """The kinds of a group; of "" those of all groups."""
    return GROUPS[group] if group else tuple(kind for kinds in GROUPS.values() for kind in kinds)
