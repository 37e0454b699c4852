"""Under the chosen line: how many, remark, more; under a sent one: weigh or served, void, gift,
more; of a paid one only that it is started or served."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.order_rows import OrderRow
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.stepper import Stepper
from pos_app.widgets.theme import Theme

_EDGE, _NAME = 14, 66  # pixels: where the list's lines begin, and their names


class LineEditor(QWidget):
    """One for the whole list; `tell` says which line it stands under."""

    stepped = Signal(int, int)
    number_asked = Signal(int)
    remark_asked = Signal(int)
    more_asked = Signal(int)
    served = Signal(str)
    void_asked = Signal(str)
    gift_asked = Signal(str)
    change_asked = Signal(str)
    weigh_asked = Signal(str)
    start_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._row: OrderRow | None = None
        self._offered: tuple[object, ...] = ()
        self._line = QHBoxLayout(self)
        self._line.setSpacing(8)
        self.stepper = Stepper(theme, asks=True)
        self._start = Button(theme, "secondary", "flame", "", 44)
        self._served = Button(theme, "quiet", "tick", "", 44)
        self._void = Button(theme, "quiet", "undo", "", 44)
        self._weigh = Button(theme, "quiet", "scale", "", 44)
        self._remark = Button(theme, "quiet", "note", "", 44)
        self._gift = Button(theme, "quiet", "gift", "", 44)
        self._more = icon_button(theme, "more", "", side=44)
        self._line.addWidget(self.stepper)
        self._line.addWidget(self._weigh)
        self._line.addWidget(self._start)
        self._line.addWidget(self._served)
        self._line.addWidget(self._void)
        self._line.addStretch(1)
        self._line.addWidget(self._remark)
        self._line.addWidget(self._gift)
        self._line.addWidget(self._more)
        self.stepper.stepped.connect(self._step)
        self.stepper.asked.connect(lambda: self.number_asked.emit(self._entry()))
        self._remark.clicked.connect(lambda: self.remark_asked.emit(self._entry()))
        self._weigh.clicked.connect(lambda: self.weigh_asked.emit(self._key()))
        self._void.clicked.connect(lambda: self.void_asked.emit(self._key()))
        self._gift.clicked.connect(lambda: self.gift_asked.emit(self._key()))
        self._more.clicked.connect(self._more_tapped)
        self._served.clicked.connect(lambda: self.served.emit(self._key()))
        self._start.clicked.connect(lambda: self.start_asked.emit(self._key()))
        self.say()

    def say(self) -> None:
        """Fixed words."""
        self._start.setText(_("Start"))
        self._served.setText(_("Served"))
        self._void.setText(_("Void"))
        self._weigh.setText(_("Weigh"))
        self.stepper.number.setToolTip(_("How many portions?"))
        self._say_in_its_room()
        self._say_more()

    def tell(self, row: OrderRow) -> None:
        """The line it stands under, as it is now."""
        self._row = row
        self.stepper.tell(row.quantity)
        offered = (row.kind, row.held, row.to_weigh, row.served, row.paid)
        if offered != self._offered:
            self._offered = offered
            self._offer(row, row.kind == "new")

    def _offer(self, row: OrderRow, new: bool) -> None:
        """The buttons of such a line."""
        for each in (self.stepper, self._remark):
            each.setVisible(new)
        self._start.setVisible(row.held)
        self._weigh.setVisible(row.to_weigh)
        self._served.setVisible(not (new or row.served or row.held or row.to_weigh))
        for each in (self._void, self._gift):
            each.setVisible(not (new or row.paid))
        self._more.setVisible(not row.paid)
        self._say_in_its_room()
        self._say_more()

    def _say_more(self) -> None:
        sent = self._row is not None and self._row.kind == "line"
        words = _("Change the dish") if sent else _("More")
        self._more.setAccessibleName(words)
        self._more.setToolTip(words)

    def _say_in_its_room(self) -> None:
        """Below the dish's name if there is room; remark and gift as pictures where words have none."""
        self._line.setContentsMargins(0, 0, 8, 8)
        named = ((self._remark, _("Remark")), (self._gift, _("Gift")))
        for button, words in named:
            button.setToolTip(words)
            button.setText(words)
        room = self.width() - self._line.sizeHint().width()
        if room < _EDGE:
            self._remark.setText("")
            self._gift.setText("")
            room = self.width() - self._line.sizeHint().width()
        for button, words in named:  # also where only its picture is seen
            button.setAccessibleName(words)
        self._line.setContentsMargins(max(_EDGE, min(_NAME, room)), 0, 8, 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._say_in_its_room()

    def _more_tapped(self) -> None:
        if self._row and self._row.kind == "line":
            self.change_asked.emit(self._key())
        else:
            self.more_asked.emit(self._entry())

    def do(self, act: str) -> bool:
        """An act on the chosen line by its key; nothing, and False, where its button is not there."""
        buttons = {
            "more_portions": self.stepper.more,
            "fewer_portions": self.stepper.less,
            "remark": self._remark,
            "options": self._more,
            "served": self._served,
            "void": self._void,
            "gift": self._gift,
            "weigh": self._weigh,
        }
        there = self.isVisible() and buttons[act].isVisible()
        if there:
            buttons[act].click()
        return there

    def _step(self, by: int) -> None:
        self.stepped.emit(self._entry(), by)

    def _entry(self) -> int:
        return self._row.entry if self._row else 0

    def _key(self) -> str:
        return self._row.key if self._row else ""
