"""宴席: which set, for how many tables, how many in reserve; from a booking or at an open table."""

from collections import Counter
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.selling.banquets import MOST_TABLES
from domain.selling.menu import Dish
from domain.selling.order import extra_of
from pos_app.language import _
from pos_app.models.limit_words import who_agrees, why_not_alone
from pos_app.screens.desk import Desk
from pos_app.screens.money.approval_panel import ApprovalPanel
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.tender_pad import AmountBox, amount_pad
from pos_app.screens.selling.banquet_table import TableChoices
from pos_app.screens.selling.off_hours import hours_of
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.buttons import Button
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.pad_sheet import PadSheet
from pos_app.widgets.pages import Pages
from pos_app.widgets.stepper import Stepper
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.banqueting import BanquetWish, typed_cart
from pos_app.workflows.demands import rights_to_sell, to_sell, typed_sum

HOLD, AT_ONCE = "hold", "now"
FIRST, TABLE, PRICE, PIN = range(4)  # pages


def sets(desk: Desk) -> list[Dish]:
    """What a table can be served: the sets of the menu."""
    return [dish for dish in desk.view.menu.dishes if dish.parts]


def stepper_row(words: str, stepper: Stepper) -> QHBoxLayout:
    """A number of its own line."""
    row = QHBoxLayout()
    row.addWidget(label(words, 18, True), 1)
    row.addWidget(stepper)
    return row


class BanquetSheet(PadSheet):
    """Begins a banquet at ``opening``, else at all tables of ``booking``; `begun(opening)` when it is.

    One layer of four pages: the banquet, what each table gets, the price agreed for a table, and who agrees
    where the role does not suffice for that price, or for this hour.
    """

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
        self._price = MoneyEntry(desk.view.store.currency)
        self._pages = Pages()
        self.body.addWidget(self._pages)
        self._pages.addWidget(self._first_page())
        self.table = TableChoices(desk)
        self.table.changed.connect(self._table_chosen)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._price_page())
        self._approval = ApprovalPanel(desk)
        self._approval.entered.connect(self._agreed)
        self._pages.addWidget(self._approval)
        self._late = wrapped(tone="ink2")
        self.body.addWidget(self._late)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._go = add_foot(self, "tick", "", self.go)
        self._set_chosen()

    def _first_page(self) -> QWidget:
        desk, page = self._desk, QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self.sets = ChoiceGrid(desk.theme, 2, 1, 1)
        for dish in sets(desk):
            price = desk.wording.money(dish.specs[0].price, True)
            self.sets.add(dish.id, desk.wording.name(dish.names), _("{price} a table").format(price=price))
        self.sets.choose(next(iter(self.sets.tiles), ""))
        self.sets.changed.connect(self._set_chosen)
        column.addWidget(self.sets)
        self._dishes = wrapped(tone="ink2")
        column.addWidget(self._dishes)
        column.addLayout(self._ways())
        self.tables = Stepper(desk.theme, 48)
        self.spare = Stepper(desk.theme, 48)
        self.tables.stepped.connect(self._step_tables)
        self.spare.stepped.connect(self._step_spare)
        for words, stepper in ((_("How many tables?"), self.tables), (_("In reserve"), self.spare)):
            column.addLayout(stepper_row(words, stepper))
        self.holding = ChoiceGrid(desk.theme, 2, 1, 1)
        self.holding.add(HOLD, _("Cook when told"))
        self.holding.add(AT_ONCE, _("Cook at once"))
        self.holding.choose(HOLD)
        column.addWidget(self.holding)
        return page

    def _ways(self) -> QHBoxLayout:
        """To the other pages."""
        row = QHBoxLayout()
        row.setSpacing(10)
        for place, icon, words in (
            (TABLE, "list", _("Dishes and drinks of a table")),
            (PRICE, "tag", _("Another price for a table")),
        ):
            button = Button(self.theme, "secondary", icon, "", 48)
            button.setText(words)
            button.clicked.connect(lambda _=False, place=place: self._show(place))
            row.addWidget(button, 1)
        return row

    def _price_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._box, pad = AmountBox(self.theme), amount_pad(self.theme, self._desk.view.store.currency)
        pad.pressed.connect(self.press)
        column.addWidget(self._box)
        column.addWidget(pad)
        return page

    def takes_keys(self) -> bool:
        return self._pages.currentIndex() in (PRICE, PIN)

    def press(self, key: str) -> None:
        if self._pages.currentIndex() == PIN:
            self._approval.press(key)
            return
        self._price.press(key)
        self._tell()

    def _show(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._tell()

    def _set_chosen(self) -> None:
        dish = self._set()
        if dish is not None:
            self.table.show_set(dish)
            self._price.suggest(self._by_menu(dish))
        self._tell()

    def _by_menu(self, dish: Dish) -> int:
        """A table of these dishes without another price, minor units."""
        return dish.specs[0].price + extra_of(dish, self.table.cart()[0].choices)

    def _table_chosen(self) -> None:
        dish = self._set()
        if dish is not None and not self._price.typed:
            self._price.suggest(self._by_menu(dish))
        self._tell()

    def wish(self) -> BanquetWish | None:
        """What is chosen; None without a set."""
        dish = self._set()
        if dish is None:
            return None
        held = HOLD in self.holding.chosen()
        agreed = 0 if self._price.amount == self._by_menu(dish) else self._price.amount
        late = {one.id for one in self._out_of_hours()}
        cart = tuple(replace(line, off_hours=line.dish in late) for line in self.table.cart())
        return BanquetWish(cart, self._tables, self._spare, agreed, held)

    def demand(self, wish: BanquetWish) -> Demand:
        """What it needs beyond what the role of who asks carries."""
        desk, minute = self._desk, self._desk.wording.minute(self._desk.now)
        cart = typed_cart(desk.view.menu.at(minute), wish)
        return to_sell(rights_to_sell(cart, desk.view.menu, minute), desk.person, typed_sum(cart))

    def go(self) -> None:
        """Begin it, once; from another page first back. Who may not alone asks somebody who agrees."""
        if self._pages.currentIndex() != FIRST:
            self._show(FIRST)
            return
        wish = self.wish()
        if wish is None or self._busy:
            return
        demand = self.demand(wish)
        if self._desk.meets(demand):
            self._start(wish, None)
        elif others := self._desk.agreeing(demand):
            self._approval.ask(others, self._go.text(), self._late_words())
            self._show(PIN)
            self.setFocus()

    def _agreed(self, staff: str, pin: str) -> None:
        wish = self.wish()
        if wish is not None and not self._busy:
            self._start(wish, Approver(staff, pin))

    def _start(self, wish: BanquetWish, approver: Approver | None) -> None:
        self._busy = True
        self._no.hide()
        self._tell()
        self._desk.ask(self._run(wish, approver), self._end, self._refused)

    def _run(self, wish: BanquetWish, approver: Approver | None) -> Future[Any]:
        desk, verbs = self._desk, self._desk.till.banquets
        if self._booking:
            return verbs.arrive(self._booking, self._act, wish, desk.by, approver)
        return verbs.begin(self._opening, self._act, wish, desk.by, approver)

    def _out_of_hours(self) -> list[Dish]:
        """What a table gets though it is not its hour."""
        desk, menu = self._desk, self._desk.view.menu
        minute = desk.wording.minute(desk.now)
        known = [menu.by_id[line.dish] for line in self.table.cart() if line.dish in menu.by_id]
        return [dish for dish in known if not menu.serves(dish, minute)]

    def _end(self, opening: object) -> None:
        self.finish()
        self.begun.emit(str(opening or self._opening))

    def _refused(self, words: str) -> None:
        self._busy = False
        if self._pages.currentIndex() == PIN:
            self._approval.refuse(words)
        else:
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
        ready = dish is not None and not self._busy and self.table.ready() and self._price.amount > 0
        self._go.setEnabled(ready)
        self._go.setVisible(self._pages.currentIndex() != PIN)
        self._tell_who_agrees()
        if dish is None:
            self._dishes.setText(_("The menu has no set. A banquet needs one with a price for a table."))
            self._go.setText(_("Begin the banquet"))
            return
        menu, cart = desk.view.menu.by_id, self.table.cart()
        names = Counter(one.dish for one in cart[0].choices) + Counter(
            {line.dish: line.quantity // 1_000 for line in cart[1:]}
        )
        known = [(desk.wording.name(menu[id].names), n) for id, n in names.items() if id in menu]
        self._dishes.setText(" · ".join(f"{name} ×{n}" if n > 1 else name for name, n in known))
        self._box.tell(_("A table costs"), desk.wording.money(self._price.amount))
        drinks = sum(menu[line.dish].specs[0].price * line.quantity // 1_000 for line in cart[1:])
        amount = desk.wording.money((self._price.amount + drinks) * self._tables)
        begin = _("Begin ×{n}, {amount}").format(n=self._tables, amount=amount)
        self._go.setText(begin if self._pages.currentIndex() == FIRST else _("Done"))

    def _tell_who_agrees(self) -> None:
        """Which dishes are late, and who has to say yes; nobody who could: it does not begin."""
        desk, wish = self._desk, self.wish()
        demand = self.demand(wish) if wish else Demand("sell")
        words = list(filter(None, (self._late_words(),)))
        if not desk.meets(demand):
            others = self._desk.agreeing(demand)
            words.append(why_not_alone(demand, desk.person, desk.view.taken_off, desk.wording))
            words.append(who_agrees(others, desk.wording))
            self._go.setEnabled(self._go.isEnabled() and bool(others))
        self._late.setText("\n".join(filter(None, words)))
        self._late.setVisible(bool(words) and self._pages.currentIndex() == FIRST)

    def _late_words(self) -> str:
        menu, wording, late = self._desk.view.menu, self._desk.wording, list[str]()
        for dish in self._out_of_hours():
            hours = ", ".join(hours_of(dish, menu.by_time.get(dish.id, ()), wording))
            late.append(f"{wording.name(dish.names)}: {hours}")
        return _("Not at this hour. {dishes}").format(dishes=" · ".join(late)) if late else ""
