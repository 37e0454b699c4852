"""Counting sheets: the float of a new shift, and the blind count at its end, which shows no figure before."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from domain.money.currency import notes_of
from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.money.entry import MoneyEntry
from pos_app.screens.money.note_count import NoteCount
from pos_app.screens.money.tender_pad import AmountBox, amount_pad
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import wrapped
from pos_app.widgets.pads import typed_key
from pos_app.widgets.segments import SegmentedControl
from pos_app.widgets.sheet import Sheet


class CountSheet(Sheet):
    """By notes or as one sum; a subclass says what becomes of it. ``suggested``: the sum to begin with."""

    def __init__(self, desk: Desk, window: QWidget, suggested: int = 0) -> None:
        super().__init__(desk.theme, window, QSize(760, 0))
        self._desk = desk
        self._key_made = desk.till.new_id()
        self._entry = MoneyEntry(desk.view.store.currency)
        self._entry.suggest(suggested)
        self._suggested = suggested
        head = QHBoxLayout()
        self._way = SegmentedControl(desk.theme)
        self._way.set_items([(_("Count notes and coins"), ""), (_("One sum"), "")])
        self._way.chosen.connect(lambda _place: self._show())
        head.addWidget(self._way)
        head.addStretch(1)
        self.body.addLayout(head)
        self._count = NoteCount(desk.theme, notes_of(desk.view.store.currency), desk.wording)
        self._count.changed.connect(self._show)
        self.body.addWidget(self._count)
        self._pad = amount_pad(desk.theme, desk.view.store.currency)
        self._pad.pressed.connect(self._press)
        self.body.addWidget(self._pad)
        self._box = AmountBox(desk.theme)
        self.body.addWidget(self._box)
        self._said = wrapped(size=14, tone="danger")
        self._said.hide()
        self.body.addWidget(self._said)
        self.foot.addStretch(1)
        self._take = Button(desk.theme, "primary", "tick", "", 56)
        self._take.clicked.connect(self._done)
        self.foot.addWidget(self._take)

    def opened(self) -> None:
        self._show()
        self._cover()

    def typed(self) -> bool:
        return bool(self._count.total) or self._entry.typed

    @property
    def total(self) -> int:
        """What is counted so far, minor units."""
        return self._entry.amount if self._way.index() else self._count.total

    @property
    def notes(self) -> dict[str, int]:
        return {} if self._way.index() else self._count.notes

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._way.index() == 0 and self._count.take(event.key(), event.text()):
            return
        if self._way.index():
            typed = typed_key(event.key(), event.text())
            if typed:
                self._press(typed)
                return
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._take.isEnabled():
                self._done()
                return
        super().keyPressEvent(event)

    def _press(self, key: str) -> None:
        self._entry.press(key)
        self._show()

    def _show(self) -> None:
        by_notes = self._way.index() == 0
        self._count.setVisible(by_notes)
        self._pad.setVisible(not by_notes)
        self._box.tell(_("In the drawer"), self._desk.wording.money(self.total))
        self._tell()

    def _tell(self) -> None:
        """Words of the button."""

    def _done(self) -> None:
        """The count is told."""

    def _refuse(self, words: str) -> None:
        self._said.setText(words)
        self._said.show()


class FloatSheet(CountSheet):
    """Takes the drawer with what lies in it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        left = desk.view.drawer.left
        super().__init__(desk, window, left)
        said = _("The last shift left {amount}.").format(amount=desk.wording.money(left)) if left else ""
        self.say(_("Open a shift"), " ".join(filter(None, (_("How much is in the drawer?"), said))))
        self._way.choose(1)

    def _tell(self) -> None:
        words = _("Open with {amount}").format(amount=self._desk.wording.money(self.total))
        self._take.setText(words)

    def _done(self) -> None:
        desk = self._desk
        future = desk.till.shifts.open(self._key_made, self.total, self.notes, desk.by)
        desk.ask(future, lambda _done: self.finish(), self._refuse)
