"""Before a round is sent: what in it is asked about, because it is not its hour, or because it was typed and
another one has to agree."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.errors import Refused
from domain.selling.order import Line, take_line
from pos_app.language import _
from pos_app.models.cart import Cart, CartEntry
from pos_app.models.order_rows import line_title
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import ReasonedSheet
from pos_app.screens.selling.off_hours import hours_of, late_entries
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import amount, short, wrapped
from pos_app.widgets.scrolling import scrolled
from pos_app.workflows.approving import Approver, Demand
from pos_app.workflows.demands import LATE, TYPED, to_sell, typed_sum

ROW, ROWS = 48, 5  # pixels of a dish; dishes seen at once


class AskedRoundSheet(ReasonedSheet):
    """Dishes of an unsent round that are asked about: `dropped()` with one tap, or sold all the same."""

    dropped = Signal()

    def __init__(
        self, desk: Desk, window: QWidget, cart: Cart, send: Callable[[Approver | None], Future[None]]
    ) -> None:
        super().__init__(desk, window, LATE, QSize(760, 0))
        self._cart, self._send = cart, send
        self._late, self._typed = late_entries(desk, cart), typed_entries(desk, cart)
        self._asked = [entry for entry in cart if entry in self._late or entry in self._typed]
        self.say(self._title(), self._subtitle())
        area, column = scrolled()
        for entry in self._asked:
            column.addLayout(self._row(entry))
        column.addStretch(1)
        area.setFixedHeight(ROW * min(len(self._asked), ROWS))
        self.form.addWidget(area)
        self.form.addLayout(self._drop_row())
        self.add_reasons(self.form)
        self.tell()

    def _title(self) -> str:
        dishes = self.desk.wording.dishes(len(self._asked))
        if not self._typed:
            return _("Not at this hour: {dishes}").format(dishes=dishes)
        if not self._late:
            return _("Typed by hand: {dishes}").format(dishes=dishes)
        return _("Somebody has to agree: {dishes}").format(dishes=dishes)

    def _subtitle(self) -> str:
        if not self._late and not self.desk.may(TYPED):
            return _("Your role sells what is on the menu, at its prices.")
        if not self._late:
            typed = self.desk.wording.money(typed_sum(entry.line for entry in self._typed))
            return _("What was typed comes to {amount}.").format(amount=typed)
        if len(self._late) > 1:
            return _("Sold now they cost what the menu says outside such hours.")
        return _("Sold now it costs what the menu says outside such hours.")

    def _drop_row(self) -> QHBoxLayout:
        """Beneath the dishes of which it is said, and gone while somebody types a PIN."""
        rest = len(self._cart) > len(self._asked)
        drop = Button(self.theme, "danger", "trash", "", 56)
        drop.setText(_("Drop them, send the rest") if rest else _("Drop them"))
        drop.clicked.connect(self._drop)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(drop)
        return row

    def _row(self, entry: CartEntry) -> QHBoxLayout:
        """What it is, why it is asked about, and what it costs now."""
        wording, line = self.desk.wording, self._line(entry)
        title = line_title(line, wording) if line else self._name(entry)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(short(f"{title} ×{wording.times(entry.line.quantity)}", bold=True), 3)
        row.addWidget(wrapped(self._why(entry), size=14, tone="ink2"), 4)
        row.addWidget(amount(wording.money(line.amount) if line else ""))
        return row

    def _line(self, entry: CartEntry) -> Line | None:
        """As it would be sold; the kitchen says why not when it is sent."""
        view, sold = self.desk.view, replace(entry.line, off_hours=True)
        try:
            return take_line(view.menu, view.stock, sold, self.desk.wording.minute(self.desk.now))
        except Refused:
            return None

    def _name(self, entry: CartEntry) -> str:
        dish = self.desk.view.menu.by_id.get(entry.line.dish)
        return self.desk.wording.name(dish.names) if dish else entry.line.dish

    def _why(self, entry: CartEntry) -> str:
        menu, why = self.desk.view.menu, list[str]()
        if entry in self._late:
            dish = menu.by_id[entry.line.dish]
            why += hours_of(dish, menu.by_time.get(dish.id, ()), self.desk.wording)
        if entry in self._typed:
            why.append(_("On no menu") if entry.line.open else _("Price typed"))
        return " · ".join(why)

    def demand(self) -> Demand:
        rights = (*((TYPED,) if self._typed else ()), *((LATE,) if self._late else ()))
        return to_sell(rights, self.desk.person, typed_sum(entry.line for entry in self._typed))

    def needs_reason(self) -> bool:
        return False

    def words(self) -> str:
        return _("Sell all the same")

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        for entry in self._late:
            self._cart.change(entry.key, replace(entry.line, off_hours=True))
        return self._send(approver)

    def _drop(self) -> None:
        for entry in self._asked:
            self._cart.remove(entry.key)
        self.dropped.emit()
        self.finish()


def typed_entries(desk: Desk, cart: Cart) -> list[CartEntry]:
    """Dishes and prices that were typed by somebody whose role may not do so alone, or not so much of it."""
    typed = [entry for entry in cart if entry.line.open or entry.line.price]
    asked = to_sell((TYPED,), desk.person, typed_sum(entry.line for entry in typed))
    return typed if typed and asked.right == TYPED else []


def somebody_is_asked(desk: Desk, cart: Cart) -> bool:
    """Whether a round that is sent now has dishes to which nobody has said yes yet."""
    late = any(not (entry.line.off_hours and desk.may(LATE)) for entry in late_entries(desk, cart))
    return late or bool(typed_entries(desk, cart))
