"""Payments by the store's printed code: which came, as somebody saw in the provider's app, and which not."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.money.to_confirm import DENIED, ToConfirm
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.charges import tender_name
from pos_app.widgets.buttons import Button
from pos_app.widgets.empty import EmptyState
from pos_app.widgets.labels import Card, amount, short, wrapped
from pos_app.widgets.scrolling import scrolled
from pos_app.widgets.sheet import Sheet


class ConfirmSheet(Sheet):
    """The oldest first; one tap each."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(680, 0))
        self._desk = desk
        self._shown: tuple[ToConfirm, ...] | None = None
        self.say(
            _("To be confirmed"),
            _("Paid by the store's printed code. Look into the provider's app, then say whether it came."),
        )
        self.foot_line.hide()
        self.foot.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState(desk.theme, "tick-circle")
        self._empty.tell(_("Nothing waits to be confirmed."), "")
        self._scroll, self._list = scrolled()
        for each in (self._empty, self._scroll):
            each.setFixedHeight(420)
            self.body.addWidget(each)
        self._list.addStretch(1)
        self._cards: list[QWidget] = []
        desk.viewed.connect(self._draw)
        self._draw()

    def _draw(self) -> None:
        shown = self._desk.view.drawer.to_confirm
        if shown == self._shown:
            return
        self._shown = shown
        for card in self._cards:
            self._list.removeWidget(card)
            card.deleteLater()
        self._cards = [_ToConfirmCard(self._desk, row) for row in shown]
        for place, card in enumerate(self._cards):
            self._list.insertWidget(place, card)
        self._empty.setVisible(not shown)
        self._scroll.setVisible(bool(shown))


class _ToConfirmCard(Card):
    def __init__(self, desk: Desk, row: ToConfirm) -> None:
        missing = row.state == DENIED
        super().__init__("soft-warn" if missing else "true", 12, 8)
        self._desk, self._row = desk, row
        head, wording = QHBoxLayout(), desk.wording
        words = f"{tender_name(desk, row.tender)} · {row.date} {wording.clock(row.at)}"
        head.addWidget(short(words, 16, True), 1)
        head.addWidget(amount(wording.money(row.amount), 16, True))
        self.body.addLayout(head)
        if missing:
            words = _("It has not come. Ask the guest, or reverse the bill; if it is found, confirm it here.")
            self.body.addWidget(wrapped(words, 14, tone="warn"))
        if desk.may("tender_change"):
            acts = QHBoxLayout()
            acts.addWidget(self._button(_("It came"), True))
            if not missing:
                acts.addWidget(self._button(_("It has not come"), False))
            acts.addStretch(1)
            self.body.addLayout(acts)

    def _button(self, words: str, came: bool) -> Button:
        made, desk = Button(self._desk.theme, "secondary", "", "", 48), self._desk
        made.setText(words)
        made.clicked.connect(lambda: desk.ask(desk.till.money.confirm(self._row.id, came, desk.by)))
        return made
