"""Ordering at a table: tap dishes, see the order grow, send it; phones' lines come in by themselves."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from domain.errors import Refused
from domain.selling.menu import Dish
from domain.selling.order import CartLine, Line, take_line
from pos_app.language import _
from pos_app.models.guest_sight import ordering
from pos_app.models.joined import bill_of, tables_of_bill
from pos_app.models.open_order import OpenOrder, open_order
from pos_app.models.todo import unweighed
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.handedness import lay_out
from pos_app.screens.screen import Screen
from pos_app.screens.selling.dish_browser import DishBrowser
from pos_app.screens.selling.line_acts import LineActs
from pos_app.screens.selling.off_hours import OffHoursSheet
from pos_app.screens.selling.open_dish import AskPriceSheet, OpenDishSheet
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.order_pane import OrderPane
from pos_app.screens.selling.quantity_sheet import ask_quantity
from pos_app.screens.selling.send_acts import SendActs
from pos_app.screens.selling.table_acts import TableActs
from pos_app.screens.selling.totals import figures
from pos_app.screens.selling.weigh_sheets import WeightSheet
from pos_app.screens.selling.weighing import weigh
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.labels import ground
from pos_app.workflows.demands import TYPED, typed_sum
from pos_app.workflows.views import OpeningView


class OrderScreen(Screen):
    """Emits `went("floor", "")` and `went("payment", opening)`."""

    keys = "order"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self.opening = ""
        self._order: OpenOrder | None = None
        theme = desk.theme
        self._back = Button(theme, "quiet", "back")
        self._back.clicked.connect(lambda: self.went.emit("floor", ""))
        self._dishes = DishBrowser(desk)
        self.lead_row.addWidget(self._back)
        self.lead_row.addWidget(self._dishes.search, 4)
        self.lead_row.addWidget(self._dishes.by_letters)
        self._undo = icon_button(theme, "undo", "")
        self._undo.clicked.connect(self.undo)
        self.lead_row.addWidget(self._undo)
        self.lead_row.addStretch(1)
        self._pane = OrderPane(desk)
        self._table = TableActs(desk, self)
        self._lines = LineActs(desk, self, lambda: self.opening, self._table.calls)
        self._sending = SendActs(desk, self, lambda: self.opening)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._pane)
        row.addWidget(self._dishes, 1)
        self.acts, self.hints = self._keyed(), self._dishes
        self._row = row
        self._connect()
        self.start()

    def _connect(self) -> None:
        pane = self._pane
        self._dishes.tapped.connect(self.tap)
        self._dishes.open_dish.clicked.connect(self.open_dish)
        pane.send_asked.connect(self.send)
        pane.pay_asked.connect(self.pay)
        pane.clear_asked.connect(lambda: self._table.clear(self.opening))
        pane.code_asked.connect(lambda: self._with_opening(self._table.show_code))
        pane.aim_asked.connect(self.aim)
        pane.weigh_asked.connect(self._weigh_sent)
        pane.more_asked.connect(lambda: self._with_opening(self._table.show_more))
        self._table.changed.connect(self.draw)
        self._sending.changed.connect(self.draw)
        self._sending.paying.connect(self._to_payment)
        self._table.open_dish_asked.connect(self.open_dish)
        self._table.cleared.connect(lambda: self.went.emit("floor", ""))
        self._table.held.connect(self.draw)
        self._table.joined.connect(lambda opening: self.went.emit("order", opening))
        self._table.bill_asked.connect(lambda bill: self.went.emit("bills", bill))
        pane.list.editor.stepped.connect(self._step)
        pane.list.editor.number_asked.connect(self._ask_number)
        pane.list.editor.remark_asked.connect(lambda key: self._edit(key, remark_only=True))
        pane.list.editor.more_asked.connect(self._edit)
        pane.list.editor.served.connect(self._served)
        pane.list.editor.weigh_asked.connect(self._lines.weigh)
        pane.list.editor.start_asked.connect(self._start)
        pane.list.editor.void_asked.connect(self._lines.void)
        pane.list.editor.gift_asked.connect(self._lines.gift)
        pane.list.editor.change_asked.connect(self._lines.change)

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._back.setText(_("Tables"))
        undo = _("Undo the last change of the new round")
        self._undo.setAccessibleName(undo)
        self._undo.setToolTip(undo)
        self._dishes.say()
        self._pane.say()
        self.draw()

    def draw(self) -> None:
        desk = self.desk
        self._follow(self.opening)
        opening = desk.opening(self.opening)
        if opening is None:
            if self.opening and self.isVisible():
                self.went.emit("floor", "")
            return
        minute = desk.wording.minute(desk.now)
        order = open_order(desk.view, opening, desk.cart(self.opening), minute, self._order)
        self._order = order
        self._undo.setEnabled(desk.cart(self.opening).changed)
        lay_out(self._row, desk)
        self._dishes.draw(order.counts, minute)
        self._pane.show_order(order)
        if desk.facing and self.isVisible():
            rows = figures(order.bill, order.portions, desk.view.rules.cover, desk.wording)
            desk.faced.emit(ordering(order, rows, self._pane.table_words(), desk.view, desk.wording))

    def enter(self, place: str) -> None:
        if place != self.opening:
            self._pane.choose("")
            self._dishes.begin()
        self._follow(place)
        self._fit()
        self.draw()
        self._dishes.grid.setFocus()

    def _follow(self, opening: str) -> None:
        """The bill of an opening; of a joined one that of the other table, and its dishes go to its own."""
        self.opening = bill_of(self.desk.view.openings, opening)
        if self.opening != opening:
            self.desk.aim(opening)

    def leave(self) -> None:
        """An order at the counter for which nobody has chosen anything is none."""
        opening = self.desk.opening(self.opening)
        if opening is None or not opening.opening.pickup or opening.orders:
            return
        if not len(self.desk.cart(self.opening)):
            self.desk.ask(self.desk.till.clear_table(self.opening, self.desk.by))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.window().width()
        pane, columns, rows = (320, 3, 5) if width < 1200 else (384, 4, 5) if width < 1700 else (440, 6, 6)
        self._pane.setFixedWidth(pane)
        self._dishes.set_shape(columns, rows)

    # ---------------------------------------------------------------- dishes and lines

    def tap(self, dish_id: str) -> None:
        """A dish is wanted: at once if there is nothing to choose or to ask."""
        dish = self._dishes.menu.by_id.get(dish_id)
        if dish is None:
            return
        if not self.desk.view.menu.serves(dish, self.desk.wording.minute(self.desk.now)):
            self._out_of_hours(dish)
        else:
            self._ask_price(dish)

    def _out_of_hours(self, dish: Dish) -> None:
        """It is not its hour: who may sells it all the same."""
        sheet = OffHoursSheet(self.desk, self.window(), dish)
        sheet.chosen.connect(lambda: self._ask_price(dish, True))
        sheet.closed.connect(self._dishes.grid.setFocus)
        sheet.open()

    def _ask_price(self, dish: Dish, off_hours: bool = False) -> None:
        if dish.by_day and not dish.specs[0].price and self.desk.offers(TYPED):
            name = self.desk.wording.name(dish.names)
            sheet = AskPriceSheet(self.desk, self.window(), name, dish.unit, self._typed())
            sheet.priced.connect(lambda price: self._want(dish, price, off_hours))
            sheet.open()
            return
        self._want(dish, 0, off_hours)

    def _want(self, dish: Dish, price: int, off_hours: bool) -> None:
        """A dish, at the price that was typed for it if it has none."""
        line = CartLine(dish.id, dish.specs[0].id, price=price, off_hours=off_hours)
        if dish.simple:
            self._add(line)
        else:
            self._options(dish, line)

    def _typed(self) -> int:
        """What was typed in the unsent round, minor units."""
        return typed_sum(entry.line for entry in self.desk.cart(self.opening))

    def open_dish(self) -> None:
        """A dish that is on no menu."""
        sheet = OpenDishSheet(self.desk, self.window(), self._typed())
        sheet.chosen.connect(self._add)
        sheet.closed.connect(self._dishes.grid.setFocus)
        sheet.open()

    def _add(self, line: CartLine, weighed: bool = False) -> None:
        """Onto the order; what is sold by weight goes onto the scale first, unless it is ``weighed``."""
        desk, view = self.desk, self.desk.view
        try:
            taken = take_line(view.menu, view.stock, line, desk.wording.minute(desk.now))
        except Refused as no:
            desk.refused.emit(desk.sentence(no))
            return
        if taken.unit and not view.menu.dish(line.dish).later and not weighed:
            self._weigh(line, taken)
            return
        key = desk.cart(self.opening).add(line)
        self._pane.choose(f"new.{key}")
        self.draw()
        self._pane.list.show_row(f"new.{key}")

    def _weigh(self, line: CartLine, taken: Line) -> None:
        sheet = WeightSheet(self.desk, self.window(), line, taken)
        sheet.chosen.connect(lambda line: self._add(line, weighed=True))
        sheet.closed.connect(self._dishes.grid.setFocus)
        sheet.open()

    def _options(self, dish: Dish, asked: CartLine) -> None:
        sheet = OptionsSheet(self.desk, self.window(), dish, seats=self._guests(), asked=asked)
        sheet.chosen.connect(self._add)
        sheet.closed.connect(self._dishes.grid.setFocus)
        sheet.open()

    def _edit(self, key: int, remark_only: bool = False) -> None:
        line = self.desk.cart(self.opening).find(key)
        dish = self._dishes.menu.by_id.get(line.dish) if line else None
        if line is None or dish is None:
            return
        cart = self.desk.cart(self.opening)
        sheet = OptionsSheet(self.desk, self.window(), dish, line, remark_only, self._guests())
        sheet.chosen.connect(lambda new: cart.change(key, new))
        sheet.removed.connect(lambda: cart.remove(key))
        sheet.closed.connect(self.draw)
        sheet.closed.connect(self._dishes.grid.setFocus)  # so that the next key is the screen's
        sheet.open()

    def _step(self, key: int, by: int) -> None:
        self.desk.cart(self.opening).step(key, by)
        self.draw()

    def _ask_number(self, key: int, digit: str = "") -> None:
        ask_quantity(self, self.desk, self.desk.cart(self.opening), key, digit, self._numbered)

    def _numbered(self) -> None:
        self.draw()
        self._dishes.grid.setFocus()

    def undo(self) -> None:
        """Take the last change of the unsent round back."""
        self.desk.cart(self.opening).undo()
        self.draw()

    # ---------------------------------------------------------------- acts on the order

    def send(self) -> None:
        """The kitchen gets the new round."""
        self._sending.send()

    def _to_payment(self) -> None:
        """The round is sent; another table's of a joined bill may still wait."""
        if self.desk.unsent(self.opening):
            self.pay()
        else:
            self.went.emit("payment", self.opening)

    def aim(self) -> None:
        """The new round goes to the other one of joined tables 并台; of several somebody says which."""
        desk = self.desk
        others = [
            one for one in tables_of_bill(desk.view, self.opening) if one.id != desk.goes_to(self.opening)
        ]
        if len(others) == 1:
            self._aim_at(others[0].id)
        elif others:
            acts = [(one.id, "table", desk.place(one)) for one in others]
            sheet = ActsSheet(desk.theme, self.window(), _("Where do new dishes go?"), acts)
            sheet.picked.connect(self._aim_at)
            sheet.open()

    def _aim_at(self, opening: str) -> None:
        self.desk.aim(opening)
        self._pane.choose("")
        self.draw()

    def pay(self) -> None:
        """To the payment; unsent dishes are asked about first, of joined tables those of each."""
        if not self.desk.permits("settle"):
            return
        unsent = self.desk.unsent(self.opening)
        if not unsent:
            self._pay_what_is_sent()
            return
        if unsent[0] != self.desk.goes_to(self.opening):
            self._aim_at(unsent[0])
        if self._sends_first():
            self._before_paying("send")
            return
        count = len(self.desk.cart(self.opening))
        dishes = self.desk.wording.dishes(count)
        acts = [
            ("send", "pot", _("Send {dishes}, then pay").format(dishes=dishes)),
            ("drop", "trash", _("Remove them, then pay")),
        ]
        title = _("{dishes} not sent yet").format(dishes=dishes)
        sheet = ActsSheet(
            self.desk.theme, self.window(), title, acts, _("A bill holds what the kitchen has.")
        )
        sheet.picked.connect(self._before_paying)
        sheet.open()

    def _sends_first(self) -> bool:
        """At the counter guests pay what they order: the button says so, and nobody is asked."""
        opening = self.desk.opening(self.opening)
        return bool(opening and opening.opening.pickup and self.desk.may("sell"))

    def _pay_what_is_sent(self) -> None:
        opening = self.desk.opening(self.opening)
        if opening is None:
            return
        if opening.settlement is not None:
            self.desk.refused.emit(_("This bill is paid. What is ordered now comes on a new one."))
        elif not opening.orders:
            self.desk.refused.emit(_("Nothing is ordered yet, so there is nothing to pay."))
        else:
            self.went.emit("payment", self.opening)

    def _before_paying(self, act: str) -> None:
        if act == "send":
            self._sending.send_and_pay()
            return
        self.desk.drop_cart(self.opening)
        self.draw()
        self.pay()

    def _served(self, line: str) -> None:
        self._pane.choose("")
        self._table.serve(self.opening, [line])

    def _start(self, line: str) -> None:
        self._pane.choose("")
        self._table.calls.start(self.opening, line)

    def hold(self) -> None:
        """The chosen new line waits for the word, else the whole round; once more: it comes at once."""
        chosen = self._pane.chosen
        keys = {int(chosen.removeprefix("new."))} if chosen.startswith("new.") else set[int]()
        self.desk.cart(self.opening).hold(keys)
        self.draw()

    def _guests(self) -> int:
        opening = self.desk.opening(self.opening)
        return opening.opening.guests if opening else 0

    def _with_opening(self, act: Callable[[OpeningView], object]) -> None:
        opening = self.desk.opening(self.opening)
        if opening is not None:
            act(opening)

    # ---------------------------------------------------------------- keys

    def press(self, event: QKeyEvent) -> bool:
        """Digits say how many of the chosen new line."""
        if not (event.text().isdigit() and self._pane.chosen.startswith("new.")):
            return super().press(event)
        self._portions(event.text())
        return True

    def _portions(self, digit: str = "") -> None:
        chosen = self._pane.chosen
        if chosen.startswith("new."):
            self._ask_number(int(chosen.removeprefix("new.")), digit)

    def _keyed(self) -> dict[str, Callable[[], object]]:
        """What the keys of shortcuts.py do here."""
        editor, table = self._pane.list.editor, self._table
        return {
            "back": lambda: self.went.emit("floor", ""),
            "find": lambda: self._dishes.search.line.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "category": lambda: self._dishes.step(1),
            "category_before": lambda: self._dishes.step(-1),
            "portions": self._portions,
            "more_portions": lambda: editor.do("more_portions"),
            "fewer_portions": lambda: editor.do("fewer_portions"),
            "undo": self.undo,
            "next": lambda: self._pane.step(1),
            "before": lambda: self._pane.step(-1),
            "remark": lambda: editor.do("remark"),
            "options": lambda: editor.do("options"),
            "served": lambda: editor.do("served"),
            "void": lambda: editor.do("void"),
            "gift": lambda: editor.do("gift"),
            "weigh": self._pane.weigh,
            "start": lambda: self._with_opening(lambda opening: table.calls.do("start", opening)),
            "hurry": lambda: self._with_opening(lambda opening: table.calls.do("hurry", opening)),
            "hold": self.hold,
            "open_dish": self._open_dish_by_right,
            "send": self.send,
            "more": lambda: self._with_opening(table.show_more),
            "pay": self.pay,
            "code": self._pane.ask_code,
            "aim": self.aim,
        }

    def _weigh_sent(self) -> None:
        """What is on its way, or on the table, and not weighed yet."""
        weigh(self.desk, self.window(), self.opening, lambda one: unweighed(one.bill_lines), self.setFocus)

    def _open_dish_by_right(self) -> None:
        if self.desk.offers(TYPED) or self.desk.permits(TYPED):
            self.open_dish()
