"""A printer's paper: a roll of 80 or 58 mm, or labels of a size in the tongue of their printer."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from pos_app.language import _
from pos_app.screens.desk import Desk
from pos_app.screens.printing.printer_draft import Draft
from pos_app.widgets.labels import label
from pos_app.widgets.segments import SegmentedControl

ROLLS = (80, 58)
TONGUES = ("tspl", "zpl")
USUAL_LABEL = (40, 30)  # mm


class PaperRow(QWidget):
    """Writes into the draft; emits `edited()`."""

    edited = Signal()

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._draft = draft
        printer = draft.printer
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.kinds = SegmentedControl(desk.theme)
        self.kinds.setAccessibleName(_("Paper"))
        self.kinds.set_items([("80 mm", ""), ("58 mm", ""), (_("Labels"), "")])
        row.addWidget(self.kinds)
        self._label = QWidget()
        part = QHBoxLayout(self._label)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(6)
        self._tongue = SegmentedControl(desk.theme)
        self._tongue.set_items([("TSPL", ""), ("ZPL", "")])
        self._tongue.choose(TONGUES.index(printer.driver) if printer.driver in TONGUES else 0)
        size = (printer.width, printer.height) if printer.driver in TONGUES else USUAL_LABEL
        self.sides = [QLineEdit(str(side)) for side in size]
        for widget in (self._tongue, self.sides[0], label("×"), self.sides[1], label("mm")):
            part.addWidget(widget)
        for side, name in zip(self.sides, (_("Width"), _("Height")), strict=True):
            side.setAccessibleName(name)
            side.setMaxLength(3)
            side.setFixedWidth(58)
            side.setMinimumHeight(48)
            side.textChanged.connect(lambda _text: self._take())
        row.addWidget(self._label)
        row.addStretch(1)
        self.draw()
        self.kinds.chosen.connect(lambda _place: self._take())
        self._tongue.chosen.connect(lambda _place: self._take())

    def draw(self) -> None:
        """As the draft has it."""
        printer = self._draft.printer
        roll = printer.driver not in TONGUES and printer.width in ROLLS
        self.kinds.choose(ROLLS.index(printer.width) if roll else len(ROLLS))
        self._label.setVisible(not roll)

    def _take(self) -> None:
        place = self.kinds.index()
        if place < len(ROLLS):
            self._draft.change(driver="escpos", width=ROLLS[place], height=0)
        else:
            width, height = (int(side.text()) if side.text().isdecimal() else 0 for side in self.sides)
            self._draft.change(driver=TONGUES[self._tongue.index()], width=width, height=height)
        self._label.setVisible(place == len(ROLLS))
        self.edited.emit()
