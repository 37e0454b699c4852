"""Ordering at a table: tap dishes, see the order grow, send it; phones' lines come in by themselves."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from domain.errors import Refused
from domain.selling.menu import EMPTY_MENU, Dish
from domain.selling.order import CartLine, take_line
from pos_app.language import _
from pos_app.models.dishes import DishModel
from pos_app.models.open_order import open_order
from pos_app.screens.acts_sheet import ActsSheet
from pos_app.screens.desk import Desk
from pos_app.screens.floor.code_sheet import CodeSheet
from pos_app.screens.floor.open_sheet import OpenSheet
from pos_app.screens.screen import Screen
from pos_app.screens.selling.category_list import CategoryList
from pos_app.screens.selling.dish_grid import DishGrid
from pos_app.screens.selling.options_sheet import OptionsSheet
from pos_app.screens.selling.order_pane import OrderPane
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import ground
from pos_app.widgets.search_field import SearchField


class OrderScreen(Screen):
    """Emits `went("floor", "")` and `went("payment", opening)`."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        ground(self, "canvas")
        self.opening = ""
        self._menu = EMPTY_MENU
        self._groups: dict[str, tuple[Dish, ...]] = {}
        self._pay_after_sending = False
        theme = desk.theme
        self._back = Button(theme, "quiet", "back")
        self._back.clicked.connect(lambda: self.went.emit("floor", ""))
        self._search = SearchField(theme)
        self._search.setMaximumWidth(330)
        self._search.changed.connect(lambda _: self._show_dishes())
        self._search.passed.connect(self._from_search)
        self.lead_row.addWidget(self._back)
        self.lead_row.addWidget(self._search, 1)
        self.lead_row.addStretch(1)
        self._dishes = DishModel()
        self._pane = OrderPane(desk)
        self._grid = DishGrid(theme, self._dishes)
        self._categories = CategoryList(theme)
        self._nothing = EmptyState(theme, "search")
        self._build()
        self._connect()
        self.start()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(0)
        row.addWidget(self._pane)
        self._middle = QStackedWidget()
        self._middle.addWidget(self._grid)
        self._middle.addWidget(self._nothing)
        around = QVBoxLayout()
        around.setContentsMargins(14, 14, 2, 12)
        around.addWidget(self._middle)
        row.addLayout(around, 1)
        end = QWidget()
        end.setFixedWidth(124)
        side = QVBoxLayout(end)
        side.setContentsMargins(0, 14, 0, 12)
        side.addWidget(self._categories)
        row.addWidget(end)

    def _connect(self) -> None:
        pane = self._pane
        self._grid.tapped.connect(self.tap)
        self._categories.chosen.connect(self._category_chosen)
        self._nothing.acted.connect(self._search.line.clear)
        pane.send_asked.connect(self.send)
        pane.pay_asked.connect(self.pay)
        pane.clear_asked.connect(self._clear)
        pane.code_asked.connect(self._show_code)
        pane.more_asked.connect(self._more)
        pane.list.editor.stepped.connect(self._step)
        pane.list.editor.remark_asked.connect(lambda key: self._edit(key, remark_only=True))
        pane.list.editor.more_asked.connect(self._edit)
        pane.list.editor.served.connect(lambda line: self._serve([line]))

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        self._back.setText(_("Tables"))
        self._search.line.setPlaceholderText(_("Dish, pinyin initials or code"))
        self._nothing.tell(_("No dish is called that."), _("Show all dishes"))
        self._pane.say()
        self.draw()

    def draw(self) -> None:
        desk, view = self.desk, self.desk.view
        if view.menu is not self._menu:
            self._take_menu()
        categories = [("", _("All"), len(view.menu.dishes))]
        for one in view.menu.categories:
            categories.append((one.id, desk.wording.name(one.names), len(self._groups.get(one.id, ()))))
        self._categories.tell(categories)
        opening = desk.opening(self.opening)
        if opening is None:
            if self.opening and self.isVisible():
                self.went.emit("floor", "")
            return
        minute = desk.wording.minute(desk.now)
        order = open_order(view, opening, desk.cart(self.opening), minute)
        self._dishes.tell(order.counts, view.stock, minute, desk.wording)
        self._pane.show_order(order)

    def _take_menu(self) -> None:
        menu = self._menu = self.desk.view.menu
        groups: dict[str, list[Dish]] = {}
        for dish in menu.dishes:
            for category in dish.categories:
                groups.setdefault(category, []).append(dish)
        self._groups = {key: tuple(dishes) for key, dishes in groups.items()}
        self._groups[""] = menu.dishes
        self._dishes.forget()
        self._show_dishes()

    def _show_dishes(self) -> None:
        words = self._search.line.text().strip()
        if words:
            by_id = self._menu.by_id
            found = tuple(by_id[one] for one in self.desk.till.search(words) if one in by_id)
            self._dishes.show(found)
            self._middle.setCurrentIndex(0 if found else 1)
        else:
            self._dishes.show(self._groups.get(self._categories.key(), ()))
            self._middle.setCurrentIndex(0)
        self._grid.scrollToTop()

    def _category_chosen(self, _key: str) -> None:
        if self._search.line.text():
            self._search.line.clear()
        else:
            self._show_dishes()

    def enter(self, place: str) -> None:
        if place != self.opening:
            self._pane.choose("")
            self._search.line.clear()
        self.opening = place
        self._fit()
        self.draw()
        self._grid.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.window().width()
        pane, columns, rows = (320, 3, 5) if width < 1200 else (384, 4, 5) if width < 1700 else (440, 6, 6)
        self._pane.setFixedWidth(pane)
        self._grid.set_shape(columns, rows)

    # ---------------------------------------------------------------- dishes and lines

    def tap(self, dish_id: str) -> None:
        """A dish is wanted: at once if there is nothing to choose."""
        dish = self._menu.by_id.get(dish_id)
        if dish is None or self._pane.settled():
            if dish is not None:
                self.desk.refused.emit(self.desk.sentence(Refused("opening_paid")))
            return
        if not dish.simple:
            self._options(dish)
            return
        line = CartLine(dish.id, dish.specs[0].id)
        self._add(line)

    def _add(self, line: CartLine) -> None:
        desk, view = self.desk, self.desk.view
        try:
            take_line(view.menu, view.stock, line, desk.wording.minute(desk.now))
        except Refused as no:
            desk.refused.emit(desk.sentence(no))
            return
        key = desk.cart(self.opening).add(line)
        self._pane.choose(f"new.{key}")
        self.draw()
        self._pane.list.show_row(f"new.{key}")

    def _options(self, dish: Dish) -> None:
        sheet = OptionsSheet(self.desk, self.window(), dish)
        sheet.chosen.connect(self._add)
        sheet.closed.connect(self._grid.setFocus)
        sheet.open()

    def _edit(self, key: int, remark_only: bool = False) -> None:
        line = self.desk.cart(self.opening).find(key)
        dish = self._menu.by_id.get(line.dish) if line else None
        if line is None or dish is None:
            return
        cart = self.desk.cart(self.opening)
        sheet = OptionsSheet(self.desk, self.window(), dish, line, remark_only)
        sheet.chosen.connect(lambda new: cart.change(key, new))
        sheet.removed.connect(lambda: cart.remove(key))
        sheet.closed.connect(self.draw)
        sheet.open()

    def _step(self, key: int, by: int) -> None:
        self.desk.cart(self.opening).step(key, by)
        self.draw()

    # ---------------------------------------------------------------- acts on the order

    def send(self) -> None:
        """Save the round, then the kitchen has it."""
        desk, cart, opening = self.desk, self.desk.cart(self.opening), self.opening
        if not len(cart) or cart.sending is not None or self._pane.settled():
            return
        wave = cart.send()
        self.draw()
        future = desk.till.send_to_kitchen(opening, wave.lines, wave.remark, desk.by, wave.request)

        def done(_: object) -> None:
            cart.sent()
            self.draw()
            if self._pay_after_sending:
                self._pay_after_sending = False
                self.went.emit("payment", opening)

        def no(words: str) -> None:
            cart.give_back()
            self._pay_after_sending = False
            self.draw()
            desk.refused.emit(words)

        desk.ask(future, done, no)

    def pay(self) -> None:
        """To the payment; unsent dishes are asked about first."""
        if not self.desk.may("settle") or self._pane.settled():
            return
        count = len(self.desk.cart(self.opening))
        if not count:
            opening = self.desk.opening(self.opening)
            if opening is not None and opening.due > 0:
                self.went.emit("payment", self.opening)
            return
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

    def _before_paying(self, act: str) -> None:
        if act == "send":
            self._pay_after_sending = True
            self.send()
            return
        self.desk.carts.pop(self.opening, None)
        self.draw()
        self.pay()

    def _clear(self) -> None:
        self.desk.ask(
            self.desk.till.clear_table(self.opening, self.desk.by), lambda _: self.went.emit("floor", "")
        )

    def _serve(self, lines: list[str]) -> None:
        self._pane.choose("")
        self.desk.ask(self.desk.till.serve(self.opening, lines, self.desk.by))

    def _show_code(self) -> None:
        opening = self.desk.opening(self.opening)
        if opening is not None:
            CodeSheet(self.desk, self.window(), opening.opening.table).open()

    def _more(self) -> None:
        opening = self.desk.opening(self.opening)
        if opening is None:
            return
        acts = [("guests", "members", _("Change the number of guests"))]
        if any(line.state != "served" for order in opening.orders for line in order.lines):
            acts.append(("served", "tick", _("All dishes are served")))
        if opening.opening.called_at:
            acts.append(("answer", "bell", _("Call is answered")))
        if opening.settlement is not None or not opening.orders:
            acts.append(("clear", "broom", _("Table is cleared")))
        sheet = ActsSheet(self.desk.theme, self.window(), _("Table"), acts)
        sheet.picked.connect(self._do)
        sheet.open()

    def _do(self, act: str) -> None:
        desk, opening = self.desk, self.desk.opening(self.opening)
        if opening is None:
            return
        if act == "guests":
            OpenSheet(desk, self.window(), opening.opening.table, self.opening).open()
        elif act == "served":
            self._serve([line.id for one in opening.orders for line in one.lines if line.state != "served"])
        elif act == "answer":
            desk.ask(desk.till.answer_call(self.opening, desk.by))
        else:
            self._clear()

    # ---------------------------------------------------------------- keys

    def press(self, event: QKeyEvent) -> bool:
        key = event.key()
        if event.text() == "/":
            self._search.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif key == Qt.Key.Key_F9:
            self.send()
        elif key == Qt.Key.Key_F12:
            self.pay()
        elif key == Qt.Key.Key_Escape:
            self.went.emit("floor", "")
        else:
            return False
        return True

    def _from_search(self, key: int) -> None:
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._grid.tap_first()
            self._search.line.selectAll()
        else:
            self._grid.setFocus()
            self._grid.setCurrentIndex(self._dishes.index(0, 0))
