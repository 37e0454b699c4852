"""Find dishes by name in any language, pinyin, its initials, code or barcode, while somebody types."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.selling.menu import Dish
from domain.words.pinyin import Spelt, spell

_BARCODE = 4  # digits before it is looked for among barcodes


@dataclass(frozen=True, slots=True)
class _Entry:
    dish: str
    code: str
    names: str
    pinyin: str
    initials: str
    barcodes: tuple[str, ...] = ()


class DishSearch:
    """An index of a menu. Building it takes as long as ``spell``; a search of 5,000 dishes under 5 ms."""

    def __init__(self, dishes: Iterable[Dish]) -> None:
        chinese = [(dish, _chinese(dish)) for dish in dishes]
        self.spelt = spelt = spell(name for _, name in chinese)
        self._entries = [_entry(dish, spelt[name]) for dish, name in chinese]

    def find(self, text: str, most: int = 200) -> list[str]:
        """Dish ids, best first: code, then beginnings, then parts of names; menu order among equals."""
        wanted = "".join(text.lower().split())
        if not wanted:
            return []
        ranked = [
            (rank, place, entry.dish)
            for place, entry in enumerate(self._entries)
            if (rank := _rank(entry, wanted)) is not None
        ]
        return [dish for _, _, dish in sorted(ranked)[:most]]


def _chinese(dish: Dish) -> str:
    return dish.names.get("zh-Hans") or next(iter(dish.names.values()), "")


def _entry(dish: Dish, spelt: Spelt) -> _Entry:
    # A bar between names keeps a search from running over the end of one into the next.
    names = "|".join("".join(name.lower().split()) for name in dish.names.values())
    return _Entry(dish.id, dish.code.lower(), names, "".join(spelt.syllables), spelt.initials, dish.barcodes)


def _rank(entry: _Entry, wanted: str) -> int | None:
    if entry.code and entry.code.startswith(wanted):
        return 0 if entry.code == wanted else 1
    if len(wanted) >= _BARCODE and any(barcode.startswith(wanted) for barcode in entry.barcodes):
        return 1
    if entry.names.startswith(wanted):
        return 2
    if entry.initials.startswith(wanted):
        return 3
    if entry.pinyin.startswith(wanted):
        return 4
    if wanted in entry.names:
        return 5
    if wanted in entry.initials or wanted in entry.pinyin:
        return 6
    return None
