"""What a menu for certain hours is made of: its days; its categories, dishes and what they cost meanwhile."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from domain.money.currency import decimals
from domain.selling.menu import Dish
from domain.selling.time_menus import DAYS
from pos_app.language import _
from pos_app.models.typed_numbers import as_typed
from pos_app.screens.desk import Desk
from pos_app.screens.store.settings_page import NumberField, UnfitError
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, short, wrapped
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.search_field import SearchField
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.toggle import Toggle

FOUND = 8  # dishes that a search offers
HIGH = 420  # pixels of what scrolls


class _Chosen(Sheet):
    """Something is chosen, then it is done."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, window: QWidget, title: str, note: str, size: QSize) -> None:
        super().__init__(desk.theme, window, size)
        self.desk = desk
        self.say(title, note)
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self.done = Button(desk.theme, "primary", "", "Enter", 56)
        self.done.setText(_("Done"))
        self.done.clicked.connect(self._end)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.done)

    def result(self) -> object:
        raise NotImplementedError

    def _end(self) -> None:
        found = self.result()
        self.finish()
        self.chosen.emit(found)


class DaysSheet(_Chosen):
    """`chosen(days)`, () for each."""

    def __init__(self, desk: Desk, window: QWidget, name: str, days: tuple[int, ...]) -> None:
        title = _("{menu}: on which days?").format(menu=name or "…")
        super().__init__(desk, window, title, _("None chosen: each day."), QSize(720, 0))
        self.days = ChoiceGrid(desk.theme, 4, 0, len(DAYS))
        for day, word in enumerate(DAYS):
            self.days.add(str(day), _(word))
            if day in days:
                self.days.choose(str(day))
        self.body.addWidget(self.days)

    def result(self) -> object:
        found = tuple(sorted(int(day) for day in self.days.chosen()))
        return () if len(found) == len(DAYS) else found


class TimedDishes(_Chosen):
    """`chosen({"dishes": …, "categories": …, "prices": …})`."""

    def __init__(self, desk: Desk, window: QWidget, name: str, row: Mapping[str, Any]) -> None:
        title = _("{menu}: dishes and prices").format(menu=name or "…")
        note = _("An empty price: as ever. Only then: sold at no other hours.")
        super().__init__(desk, window, title, note, QSize(920, 0))
        self._fields = dict[str, NumberField]()
        self._only: dict[str, Toggle] = {}
        menu = desk.view.menu
        priced = (key.partition("/")[0] for key in row["prices"])
        self._dishes = [one for one in dict.fromkeys((*row["dishes"], *priced)) if one in menu.by_id]
        self._kept = set(row["dishes"])
        self._prices: dict[str, int] = dict(row["prices"])
        self.categories = ChoiceGrid(desk.theme, 4, 0, len(menu.categories))
        for one in menu.categories:
            self.categories.add(one.id, desk.wording.name(one.names))
            if one.id in row["categories"]:
                self.categories.choose(one.id)
        self.search = SearchField(desk.theme)
        self.search.line.setPlaceholderText(_("Add a dish: name, pinyin initials or code"))
        self.search.changed.connect(lambda _text: self._find())
        scroll, column = scrolled()
        scroll.setFixedHeight(HIGH)
        self.body.addWidget(scroll)
        column.addWidget(label(_("Whole categories"), 14, tone="ink2"))
        column.addWidget(self.categories)
        column.addWidget(label(_("Single dishes"), 14, tone="ink2"))
        column.addWidget(self.search)
        self._found_place, self._list_place = QVBoxLayout(), QVBoxLayout()
        column.addLayout(self._found_place)
        column.addLayout(self._list_place)
        column.addStretch(1)
        self._found, self._list = QWidget(), QWidget()
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._find()
        self._draw()
        self._keep()
        self._began = self.result()

    def _find(self) -> None:
        """What the words find and is not there yet, a tap each."""
        self._found.hide()
        self._found.deleteLater()
        self._found = QWidget()
        grid = QGridLayout(self._found)
        grid.setContentsMargins(0, 0, 0, 0)
        words, by_id = self.search.line.text().strip(), self.desk.view.menu.by_id
        ids = self.desk.till.search(words) if words else ()
        found = [by_id[one] for one in ids if one in by_id and one not in self._dishes][:FOUND]
        for place, dish in enumerate(found):
            button = Button(self.theme, "secondary", "plus", "", 48)
            button.setText(self.desk.wording.name(dish.names))
            button.clicked.connect(lambda _=False, dish=dish: self._add(dish))
            grid.addWidget(button, place // 4, place % 4)
        self._found_place.addWidget(self._found)

    def _add(self, dish: Dish) -> None:
        self._keep()
        self._dishes.append(dish.id)
        self._kept.add(dish.id)
        self.search.line.clear()
        self._find()
        self._draw()

    def _less(self, dish: str) -> None:
        self._keep()
        self._dishes.remove(dish)
        self._kept.discard(dish)
        self._prices = {key: price for key, price in self._prices.items() if key.partition("/")[0] != dish}
        self._draw()

    def _draw(self) -> None:
        self._list.hide()
        self._list.deleteLater()
        self._list = QWidget()
        grid = QGridLayout(self._list)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        self._fields, self._only = {}, {}
        name, row = self.desk.wording.name, 0
        for id in self._dishes:
            dish = self.desk.view.menu.by_id[id]
            only = Toggle(self.theme, _("Only then"))
            only.setChecked(id in self._kept)
            self._only[id] = only
            less = icon_button(self.theme, "trash", _("Remove"), "plain")
            less.clicked.connect(lambda _=False, id=id: self._less(id))
            grid.addWidget(short(name(dish.names), bold=True), row, 0)
            grid.addWidget(label(_("Only then"), 14, tone="ink2"), row, 1)
            grid.addWidget(only, row, 2)
            grid.addWidget(less, row, 5)
            for spec in dish.specs:
                key = f"{id}/{spec.id}"
                price = self._prices.get(key) or self._prices.get(id) or 0
                words = name(spec.names) if len(dish.specs) > 1 else _("Price then")
                field = NumberField(words, price, self._unit())
                field.setPlaceholderText(as_typed(spec.price, self._unit()))
                self._fields[key] = field
                grid.addWidget(label(words, 14, tone="ink2"), row, 3)
                grid.addWidget(field, row, 4)
                row += 1
        self._list_place.addWidget(self._list)

    def _unit(self) -> int:
        return int(10 ** decimals(self.desk.view.store.currency))

    def _keep(self) -> None:
        """What was typed so far stays. Raises UnfitError for a price that is none."""
        for id, only in self._only.items():
            self._kept = self._kept | {id} if only.isChecked() else self._kept - {id}
        for key, field in self._fields.items():
            if field.text().strip():
                self._prices[key] = field.value()
            else:
                self._prices.pop(key, None)
            self._prices.pop(key.partition("/")[0], None)

    def _end(self) -> None:
        try:
            self._keep()
        except UnfitError as no:
            self._no.setText(str(no))
            self._no.show()
            return
        super()._end()

    def typed(self) -> bool:
        try:
            self._keep()
        except UnfitError:
            return True
        return self.result() != self._began

    def result(self) -> object:
        prices = {key: price for key, price in self._prices.items() if price}
        return {
            "dishes": tuple(one for one in self._dishes if one in self._kept),
            "categories": self.categories.chosen(),
            "prices": prices,
        }
