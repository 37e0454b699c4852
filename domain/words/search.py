"""Find dishes by name in any language, pinyin, its initials, code or barcode, while somebody types; and other
names, such as those of accounts, likewise."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate

from domain.selling.menu import Dish
from domain.words.pinyin import spell

_BARCODE = 4  # digits before it is looked for among barcodes, by how they begin or end
_START = "\n"  # stands before each text; what is typed has no white space
_BETWEEN = " "  # the names of a dish, so that a search does not run over the end of one into the next


class DishSearch:
    """An index of a menu. Building it takes as long as ``spell``; a search of 5,000 dishes under 1 ms."""

    def __init__(self, dishes: Sequence[Dish]) -> None:
        self._named = NameSearch([(_chinese(dish), *dish.names.values()) for dish in dishes])
        self.spelt = self._named.spelt
        self._ids = [dish.id for dish in dishes]
        self._codes = _Texts([_squeezed(dish.code)] for dish in dishes)
        self._barcodes = _Texts(dish.barcodes for dish in dishes)

    def find(self, text: str, most: int = 200) -> list[str]:
        """Dish ids, best first: code, then beginnings, then parts of names; menu order among equals."""
        found = dict[str, None]()
        for place in self._ranked(_squeezed(text)):
            found[self._ids[place]] = None
            if len(found) == most:
                break
        return list(found)

    def _ranked(self, wanted: str) -> Iterator[int]:
        """Places of dishes, best first; one may come again."""
        if not wanted:
            return
        begun = _START + wanted
        yield from self._codes.holding(begun + _START)
        coded = len(wanted) >= _BARCODE
        yield from merge(self._codes.holding(begun), self._barcodes.holding(begun) if coded else ())
        if coded:  # the last digits are read most easily off a bottle
            yield from self._barcodes.holding(wanted + _START)
        yield from self._named.ranked(wanted)


class NameSearch:
    """An index of what is called so: of each its names, the first of them as it is spelled in pinyin, the
    others as they are written, such as a number."""

    def __init__(self, named: Sequence[Sequence[str]]) -> None:
        first = [names[0] for names in named]
        self.spelt = spelt = spell(first)
        self._names = _Texts([_BETWEEN.join(dict.fromkeys(map(_squeezed, names)))] for names in named)
        self._initials = _Texts([_squeezed(spelt[name].initials)] for name in first)
        self._pinyin = _Texts([_squeezed(spelt[name].sound)] for name in first)

    def find(self, text: str) -> list[int]:
        """Places among what is ``named``, best first: beginnings, then parts."""
        return list(dict.fromkeys(self.ranked(_squeezed(text))))

    def ranked(self, wanted: str) -> Iterator[int]:
        """As ``find``, of what was typed without white space; one may come again."""
        if not wanted:
            return
        begun = _START + wanted
        for texts in (self._names, self._initials, self._pinyin):
            yield from texts.holding(begun)
        yield from self._names.holding(wanted)
        yield from merge(self._initials.holding(wanted), self._pinyin.holding(wanted))


class _Texts:
    """Each dish's texts of one kind, all in one: looked through by the machine, not dish by dish."""

    def __init__(self, of_dishes: Iterable[Iterable[str]]) -> None:
        texts = [(place, _START + text) for place, mine in enumerate(of_dishes) for text in mine]
        self._places = array("L", [place for place, _ in texts])
        self._starts = array("L", accumulate((len(text) for _, text in texts), initial=0))
        self._all = "".join(text for _, text in texts) + _START

    def holding(self, wanted: str) -> Iterator[int]:
        """Places of the dishes with this in a text, in order; with ``_START`` before it, at its beginning."""
        at = self._all.find(wanted)
        while at >= 0:
            text = bisect_right(self._starts, at) - 1
            yield self._places[text]
            at = self._all.find(wanted, self._starts[text + 1])


def _squeezed(text: str) -> str:
    return "".join(text.lower().split())


def _chinese(dish: Dish) -> str:
    return dish.names.get("zh-Hans") or next(iter(dish.names.values()), "")
