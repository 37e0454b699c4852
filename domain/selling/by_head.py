"""What each guest is charged for 必点: tea, pot base, tableware, by the rules of the house.

They are lines of an order like others, so that they are split, moved, taxed, refunded and cooked like others.
"""

from __future__ import annotations

from domain.selling.order import Line
from domain.selling.price import Rules


def head_lines(rules: Rules, guests: int) -> tuple[Line, ...]:
    """A line of each rule for so many guests."""
    if guests <= 0:
        return ()
    return tuple(
        Line(
            dish=f"head:{one.id}",
            spec="",
            names=one.names,
            price=one.price,
            station=one.station,
            quantity=guests * 1000,
            full_price=one.full_price,
            tax_class=one.tax,
            by_head=one.id,
        )
        for one in rules.heads
    )
