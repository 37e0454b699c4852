"""Far too much for so many guests 反食品浪费: a gentle word before it is cooked, never a refusal.

Only dishes count of which the owner has said for how many guests a portion is: drinks and rice are no waste.
Guests share about as many dishes as they are, each of them for two or three. So a word falls when the
portions, each taken for the fewest guests that it is for, would do for three times those who sit there.
"""

from __future__ import annotations

from collections.abc import Iterable

from domain.selling.menu import Menu

TIMES = 3


def far_too_much(menu: Menu, portions: Iterable[tuple[str, int]], guests: int) -> bool:
    """``portions``: dish ids with quantities in thousandths; without ``guests`` nobody knows."""
    served = 0
    for id, quantity in portions:
        dish = menu.by_id.get(id)
        if dish is not None and dish.serves:
            served += dish.serves[0] * quantity
    return guests > 0 and served > TIMES * guests * 1000
