"""A dish is wanted when it is not its hour: when it is served, and whether it is sold all the same.

Asked once when it is tapped, and once more when its round is sent (``round_sheet.py``), if somebody has to
agree or if its hour has gone by meanwhile.
"""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QWidget

from domain.selling.menu import Dish
from domain.selling.time_menus import TimeMenu, when_words
from pos_app.language import _
from pos_app.models.cart import Cart, CartEntry
from pos_app.models.limit_words import asked_later
from pos_app.models.wording import Wording
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.workflows.approving import Demand
from pos_app.workflows.demands import LATE


class OffHoursSheet(Sheet):
    """`chosen()` to sell it all the same, which needs a right, or somebody who agrees when it is sent."""

    chosen = Signal()

    def __init__(self, desk: Desk, window: QWidget, dish: Dish) -> None:
        super().__init__(desk.theme, window, QSize(620, 0))
        name = desk.wording.name(dish.names)
        self.say(_("{dish}: not at this hour").format(dish=name))
        for words in hours_of(dish, desk.view.menu.by_time.get(dish.id, ()), desk.wording):
            self.body.addWidget(wrapped(words, bold=True))
        others, may = desk.agreeing(Demand(LATE)), desk.may(LATE)
        if may or others:
            note = _("Sold now it costs what the menu says outside such hours.")
            self.body.addWidget(wrapped(note, tone="ink2"))
        if not may:
            self.body.addWidget(wrapped(asked_later(others, desk.wording), tone="ink2"))
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


def late_entries(desk: Desk, cart: Cart) -> list[CartEntry]:
    """Lines of an unsent round whose hour it is not."""
    menu, minute = desk.view.menu, desk.wording.minute(desk.now)
    known = [(entry, menu.by_id.get(entry.line.dish)) for entry in cart]
    return [entry for entry, dish in known if dish is not None and not menu.serves(dish, minute)]


def hours_of(dish: Dish, menus: tuple[TimeMenu, ...], wording: Wording) -> list[str]:
    """When a dish is served, a line for its own hours and for each menu on which it stands."""
    own = [when_words(TimeMenu("", {}, hours=dish.hours), _)] if dish.hours else []
    when = [when_words(one, _) or _("always") for one in menus]
    return own + [f"{wording.name(one.names)} · {words}" for one, words in zip(menus, when, strict=True)]
