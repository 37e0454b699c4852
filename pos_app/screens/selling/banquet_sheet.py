"""宴席: which set, for how many tables, how many in reserve; from a booking or at an open table."""

from collections import Counter
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.selling.banquets import MOST_TABLES
from domain.selling.menu import Dish
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.banqueting import BanquetWish, set_cart

HOLD, AT_ONCE = "hold", "now"


def sets(desk: Desk) -> list[Dish]:
    """What a table can be served: the sets of the menu."""
    return [dish for dish in desk.view.menu.dishes if dish.parts]


def stepper_row(sheet: Sheet, words: str, stepper: Stepper) -> None:
    """A number of its own line."""
    row = QHBoxLayout()
    row.addWidget(label(words, 18, True), 1)
    row.addWidget(stepper)
    sheet.body.addLayout(row)


class BanquetSheet(Sheet):
    """Begins a banquet at ``opening``, else at all tables of ``booking``; `begun(opening)` when it is."""

    begun = Signal(str)

    def __init__(
        self, desk: Desk, window: QWidget, opening: str = "", booking: str = "", tables: int = 1
    ) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk, self._opening, self._booking = desk, opening, booking
        self._act, self._busy = desk.till.new_id(), False
        self._tables, self._spare = max(1, tables), 0
        self.say(
            _("Banquet"), _("One bill for all tables. A table in reserve costs nothing until it is used.")
        )
        self.sets = ChoiceGrid(desk.theme, 2, 1, 1)
        for dish in sets(desk):
            price = desk.wording.money(dish.specs[0].price, True)
            self.sets.add(dish.id, desk.wording.name(dish.names), _("{price} a table").format(price=price))
        self.sets.choose(next(iter(self.sets.tiles), ""))
        self.sets.changed.connect(self._tell)
        self.body.addWidget(self.sets)
        self._dishes = wrapped(tone="ink2")
        self.body.addWidget(self._dishes)
        self.tables, self.spare = Stepper(desk.theme, 48), Stepper(desk.theme, 48)
        self.tables.stepped.connect(self._step_tables)
        self.spare.stepped.connect(self._step_spare)
        stepper_row(self, _("How many tables?"), self.tables)
        stepper_row(self, _("In reserve"), self.spare)
        self.holding = ChoiceGrid(desk.theme, 2, 1, 1)
        self.holding.add(HOLD, _("Cook when told"))
        self.holding.add(AT_ONCE, _("Cook at once"))
        self.holding.choose(HOLD)
        self.body.addWidget(self.holding)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._go = add_foot(self, "tick", "", self.go)
        self._tell()

    def wish(self) -> BanquetWish | None:
        """What is chosen; None without a set."""
        dish = self._set()
        if dish is None:
            return None
        held = HOLD in self.holding.chosen()
        return BanquetWish((set_cart(dish),), self._tables, self._spare, held=held)

    def go(self) -> None:
        """Begin it, once."""
        wish = self.wish()
        if wish is None or self._busy:
            return
        self._busy = True
        self._tell()
        self._desk.ask(self._run(wish), self._end, self._refused)

    def _run(self, wish: BanquetWish) -> Future[Any]:
        desk, verbs = self._desk, self._desk.till.banquets
        if self._booking:
            return verbs.arrive(self._booking, self._act, wish, desk.by)
        return verbs.begin(self._opening, self._act, wish, desk.by)

    def _end(self, opening: object) -> None:
        self.finish()
        self.begun.emit(str(opening or self._opening))

    def _refused(self, words: str) -> None:
        self._busy = False
        self._no.setText(words)
        self._no.show()
        self._tell()

    def _set(self) -> Dish | None:
        chosen = next(iter(self.sets.chosen()), "")
        return next((dish for dish in sets(self._desk) if dish.id == chosen), None)

    def _step_tables(self, by: int) -> None:
        self._tables = min(MOST_TABLES, max(1, self._tables + by))
        self._tell()

    def _step_spare(self, by: int) -> None:
        self._spare = min(MOST_TABLES, max(0, self._spare + by))
        self._tell()

    def _tell(self) -> None:
        if not hasattr(self, "_go"):
            return
        desk, dish = self._desk, self._set()
        self.tables.tell(str(self._tables))
        self.spare.tell(str(self._spare))
        self._go.setEnabled(dish is not None and not self._busy)
        if dish is None:
            self._dishes.setText(_("The menu has no set. A banquet needs one with a price for a table."))
            self._go.setText(_("Begin the banquet"))
            return
        menu, names = desk.view.menu, Counter(one.dish for one in set_cart(dish).choices)
        known = [(desk.wording.name(menu.by_id[id].names), n) for id, n in names.items() if id in menu.by_id]
        self._dishes.setText(" · ".join(f"{name} ×{n}" if n > 1 else name for name, n in known))
        amount = desk.wording.money(dish.specs[0].price * self._tables)
        self._go.setText(_("Begin ×{n}, {amount}").format(n=self._tables, amount=amount))
