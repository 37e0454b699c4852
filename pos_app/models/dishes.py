"""The dish grid: thousands of rows, each tile worked out only when painted and again only when it changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, Qt

from domain.selling.menu import EMPTY_MENU, Dish, Menu
from domain.supply.stock import Stock
from pos_app.language import _, pgettext
from pos_app.models.rows import VALUE, Index
from pos_app.models.wording import Wording, unit_word

FEW = 10_000  # thousandths: from here on a tile says how many are left


@dataclass(frozen=True, slots=True)
class DishTile:
    """What one tile says. `off`: "" | sold_out | hours; `left` is words such as "3 left"; `bare`: the price
    where there is no room for its words: the number, with a plus if some cost more."""

    id: str
    name: str
    price: str
    bare: str
    plate: str
    count: str
    left: str
    off: str
    off_word: str


class DishModel(QAbstractListModel):
    """Dishes shown now, over stock, hours and the counts of the open order."""

    def __init__(self, parent: QObject | None) -> None:
        super().__init__(parent)
        self._dishes: Sequence[Dish] = ()
        self._rows: dict[str, int] = {}
        self._tiles: dict[str, DishTile] = {}
        self._counts: Mapping[str, int] = {}
        self._stock = Stock()
        self._minute = 0
        self._wording: Wording | None = None
        self._menu = EMPTY_MENU

    def show(self, dishes: Sequence[Dish]) -> None:
        """Other dishes: another category, or what a search found."""
        if dishes is self._dishes:
            return
        self.beginResetModel()
        self._dishes = dishes
        self._rows = {dish.id: row for row, dish in enumerate(dishes)}
        self.endResetModel()

    def tell(
        self,
        counts: Mapping[str, int],
        stock: Stock,
        minute: int,
        wording: Wording,
        menu: Menu = EMPTY_MENU,
    ) -> None:
        """What tiles depend on; only those that differ are told to views. `minute` is of the week, `menu`
        knows which dishes stand on menus for certain hours."""
        self._menu = menu
        if wording != self._wording:
            self._wording = wording
            self._counts, self._stock, self._minute = counts, stock, minute
            self._tiles.clear()
            self._all_changed()
            return
        changed = _differing(self._counts, counts) | _differing(self._stock.remaining, stock.remaining)
        if minute != self._minute:
            changed |= menu.timed | {dish.id for dish in self._dishes if dish.hours}
        self._counts, self._stock, self._minute = counts, stock, minute
        for dish in changed:
            self._tiles.pop(dish, None)
            if (row := self._rows.get(dish, -1)) >= 0:
                self.dataChanged.emit(self.index(row, 0), self.index(row, 0))

    def forget(self) -> None:
        """A new menu: nothing worked out before holds."""
        self._tiles.clear()

    def dish(self, index: Index) -> Dish | None:
        """The dish behind an index."""
        return self._dishes[index.row()] if index.isValid() and index.row() < len(self._dishes) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._dishes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        dish = self.dish(index)
        if dish is None or self._wording is None:
            return None
        if role == VALUE:
            return self._tile(dish, self._wording)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            tile = self._tile(dish, self._wording)
            return " ".join(filter(None, (tile.name, tile.price, tile.off_word, tile.left)))
        return None

    def _tile(self, dish: Dish, wording: Wording) -> DishTile:
        found = self._tiles.get(dish.id)
        if found is None:
            found = self._tiles[dish.id] = self._make(dish, wording)
        return found

    def _make(self, dish: Dish, wording: Wording) -> DishTile:
        least = min(spec.price for spec in dish.specs)
        price, bare = wording.money(least, short=True), wording.figure(least, short=True)
        if dish.by_day and not least:
            price = bare = _("By day")
        elif dish.unit:
            price = _("{price}/{unit}").format(price=price, unit=unit_word(dish.unit))
        if len(dish.specs) > 1:
            price, bare = _("from {price}").format(price=price), f"{bare}+"
        count = self._counts.get(dish.id, 0)
        left = self._stock.left(dish.id)
        off, word = "", ""
        if dish.id in self._stock.off:
            off, word = "off_sale", _("Off sale")
        elif left is not None and left < 1000:
            off, word = "sold_out", pgettext("screen", "Sold out")
        elif not self._menu.serves(dish, self._minute):
            off, word = "hours", self._hours_word(dish, wording)
        few = left is not None and not off and left < FEW
        return DishTile(
            id=dish.id,
            name=wording.name(dish.names),
            price=price,
            bare=bare,
            plate=dish.look,
            count=wording.times(count) if count else "",
            left=_("{n} left").format(n=wording.times(left or 0)) if few else "",
            off=off,
            off_word=word,
        )

    def _hours_word(self, dish: Dish, wording: Wording) -> str:
        """The menu on which it stands, else when it is served."""
        menus = self._menu.by_time.get(dish.id, ())
        return wording.name(menus[0].names) if menus and dish.served_at(self._minute) else _own_hours(dish)

    def _all_changed(self) -> None:
        if self._dishes:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._dishes) - 1, 0))


def _differing(before: Mapping[str, int], after: Mapping[str, int]) -> set[str]:
    if before is after:
        return set()
    return {key for key, _value in before.items() ^ after.items()}


def _own_hours(dish: Dish) -> str:
    """When it is served: a word for the usual hours, else such as "9:00–10:30"."""
    start, end = dish.hours[0][0], dish.hours[0][1]
    if len(dish.hours) == 1 and start >= 10 * 60 and end <= 15 * 60:
        return _("Lunch only")
    if len(dish.hours) == 1 and start >= 16 * 60:
        return _("Evenings only")
    return f"{start // 60}:{start % 60:02}–{end // 60}:{end % 60:02}"
