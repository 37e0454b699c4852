"""A dish is wanted when it is not its hour: when it is served, and whether it is sold all the same.

Asked once when it is tapped, and once more when its round is sent, if somebody has to agree or if its hour
has gone by meanwhile.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.errors import Refused
from domain.selling.menu import Dish
from domain.selling.order import take_line
from domain.selling.time_menus import TimeMenu, when_words
from pos_app.language import _
from pos_app.models.cart import Cart, CartEntry
from pos_app.models.limit_words import who_agrees
from pos_app.models.order_rows import line_title
from pos_app.models.wording import Wording
from pos_app.screens.desk import Desk
from pos_app.screens.money.reasoned_sheet import NOBODY, ReasonedSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import amount, short, wrapped
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.approving import Approver, Demand, approvers

RIGHT = "off_hours"
ROW, ROWS = 48, 5  # pixels of a dish; dishes seen at once


class OffHoursSheet(Sheet):
    """`chosen()` to sell it all the same, which needs a right, or somebody who agrees when it is sent."""

    chosen = Signal()

    def __init__(self, desk: Desk, window: QWidget, dish: Dish) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        name = desk.wording.name(dish.names)
        self.say(_("{dish}: not at this hour").format(dish=name))
        for words in hours_of(dish, desk.view.menu.by_time.get(dish.id, ()), desk.wording):
            self.body.addWidget(wrapped(words, bold=True))
        others = approvers(desk.view.people, Demand(RIGHT), desk.by, desk.view.taken_off)
        may = desk.may(RIGHT)
        if may or others:
            note = _("Sold now it costs what the menu says outside such hours.")
            self.body.addWidget(wrapped(note, tone="ink2"))
        if not may:
            words = who_agrees(others, desk.wording) if others else _(NOBODY)
            asked = _("{who}. Asked when the round is sent.").format(who=words) if others else words
            self.body.addWidget(wrapped(asked, tone="ink2"))
        cancel = Button(desk.theme, "secondary", "", "Esc", 56)
        cancel.setText(_("Cancel"))
        cancel.clicked.connect(self.cancel)
        self.foot.addStretch(1)
        self.foot.addWidget(cancel)
        if may or others:
            sell = Button(desk.theme, "primary", "", "Enter", 56)
            sell.setText(_("Sell it all the same"))
            sell.clicked.connect(self._sell)
            self.foot.addWidget(sell)

    def _sell(self) -> None:
        self.finish()
        self.chosen.emit()


class LateRoundSheet(ReasonedSheet):
    """Dishes of an unsent round out of their hours: `dropped()` with one tap, or sold all the same."""

    dropped = Signal()

    def __init__(
        self, desk: Desk, window: QWidget, cart: Cart, send: Callable[[Approver | None], Future[None]]
    ) -> None:
        super().__init__(desk, window, RIGHT, QSize(760, 0))
        self._cart, self._send = cart, send
        self._late = late_entries(desk, cart)
        self.say(
            _("Not at this hour: {dishes}").format(dishes=desk.wording.dishes(len(self._late))),
            _("Sold now they cost what the menu says outside such hours.")
            if len(self._late) > 1
            else _("Sold now it costs what the menu says outside such hours."),
        )
        area, column = scrolled()
        for entry in self._late:
            column.addLayout(self._row(entry))
        column.addStretch(1)
        area.setFixedHeight(ROW * min(len(self._late), ROWS))
        self.form.addWidget(area)
        self.form.addLayout(self._drop_row())
        self.add_reasons(self.form)
        self.tell()

    def _drop_row(self) -> QHBoxLayout:
        """Beneath the dishes of which it is said, and gone while somebody types a PIN."""
        rest = len(self._cart) > len(self._late)
        drop = Button(self.theme, "danger", "trash", "", 56)
        drop.setText(_("Drop them, send the rest") if rest else _("Drop them"))
        drop.clicked.connect(self._drop)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(drop)
        return row

    def _row(self, entry: CartEntry) -> QHBoxLayout:
        """What it is, when it is served, and what it costs now."""
        view, wording = self.desk.view, self.desk.wording
        dish = view.menu.by_id[entry.line.dish]
        hours = " · ".join(hours_of(dish, view.menu.by_time.get(dish.id, ()), wording))
        title, cost = wording.name(dish.names), ""
        try:
            sold = replace(entry.line, off_hours=True)
            line = take_line(view.menu, view.stock, sold, wording.minute(self.desk.now))
            title, cost = line_title(line, wording), wording.money(line.amount)
        except Refused:
            pass  # the kitchen says why when it is sent
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(short(f"{title} ×{wording.times(entry.line.quantity)}", bold=True), 3)
        row.addWidget(wrapped(hours, size=14, tone="ink2"), 4)
        row.addWidget(amount(cost))
        return row

    def needs_reason(self) -> bool:
        return False

    def words(self) -> str:
        return _("Sell all the same")

    def run(self, reason: str, approver: Approver | None) -> Future[None]:
        for entry in self._late:
            self._cart.change(entry.key, replace(entry.line, off_hours=True))
        return self._send(approver)

    def _drop(self) -> None:
        for entry in self._late:
            self._cart.remove(entry.key)
        self.dropped.emit()
        self.finish()


def late_entries(desk: Desk, cart: Cart) -> list[CartEntry]:
    """Lines of an unsent round whose hour it is not."""
    menu, minute = desk.view.menu, desk.wording.minute(desk.now)
    known = [(entry, menu.by_id.get(entry.line.dish)) for entry in cart]
    return [entry for entry, dish in known if dish is not None and not menu.serves(dish, minute)]


def somebody_is_asked(desk: Desk, cart: Cart) -> bool:
    """Whether a round that is sent now has dishes to which nobody has said yes yet."""
    return any(not (entry.line.off_hours and desk.may(RIGHT)) for entry in late_entries(desk, cart))


def hours_of(dish: Dish, menus: tuple[TimeMenu, ...], wording: Wording) -> list[str]:
    """When a dish is served, a line for its own hours and for each menu on which it stands."""
    own = [when_words(TimeMenu("", {}, hours=dish.hours), _)] if dish.hours else []
    return own + [f"{wording.name(one.names)} · {when_words(one, _) or _('always')}" for one in menus]
