"""How it is paid, how much is handed over, and the keys to type it; quick notes at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from domain.money.tenders import Tender, quick_notes
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.buttons import Button, Look
from pos_app.widgets.pads import BACK, NumberPad, PadKey
from pos_app.widgets.painting import END, START, mirrored, panel, text
from pos_app.widgets.theme import Theme

ICONS = {
    "cash": "cash",
    "wechat": "scan",
    "alipay": "qr",
    "voucher": "tag",
    "account": "notebook",
    "card": "card",
}
NOTES = 3


class AmountBox(QWidget):
    """What is handed over, large, in a frame that says: here you type."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._words, self._amount = theme, "", ""
        self.setFixedHeight(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def tell(self, words: str, amount: str) -> None:
        """The tender's name and the amount."""
        self._words, self._amount = words, amount
        self.setAccessibleName(f"{words} {amount}")
        self.update()

    def amount(self) -> str:
        """What it shows."""
        return self._amount

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), self._theme
        painter.setLayoutDirection(self.layoutDirection())
        panel(painter, self.rect(), 12, theme.colour("surface"), theme.colour("accent"), 2)
        words = mirrored(painter, self.rect(), QRect(22, 0, 180, self.height()))
        text(painter, words, self._words, theme.font(16), theme.colour("ink2"), START)
        box = self.rect().adjusted(190, 0, -22, 0)
        text(
            painter,
            mirrored(painter, self.rect(), box),
            self._amount,
            theme.font(40, True),
            theme.colour("ink"),
            END,
        )


class TenderPad(QWidget):
    """Answers `tender_chosen(id)`, `pressed(key)` and `noted(amount)`."""

    tender_chosen = Signal(str)
    pressed = Signal(str)
    noted = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._tenders: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        column.addLayout(self._grid)
        self.box = AmountBox(theme)
        column.addWidget(self.box)
        self.pad = NumberPad(theme, ("00", "0", "."), 10)
        self.pad.pressed.connect(self.pressed)
        self._notes: list[PadKey] = []
        for place in range(NOTES):
            key = PadKey(theme, "")
            key.clicked.connect(lambda _=False, place=place: self._note_tapped(place))
            self.pad.grid.addWidget(key, place, 3)
            self._notes.append(key)
        self.pad.place(BACK, 3, 3)
        for across, stretch in enumerate((116, 116, 116, 134)):
            self.pad.grid.setColumnStretch(across, stretch)
        self._values: list[int] = []
        column.addWidget(self.pad, 1)

    def say(self) -> None:
        """Fixed words."""
        self.pad.keys[BACK].setAccessibleName(_("Delete the last digit"))

    def show_tenders(self, tenders: Sequence[Tender], chosen: str, wording: Wording) -> None:
        """The ways of paying; the chosen one is marked."""
        if list(self._tenders) != [tender.id for tender in tenders]:
            for button in self._tenders.values():
                button.deleteLater()
            self._tenders = {tender.id: self._tender_button(tender) for tender in tenders}
            for place, button in enumerate(self._tenders.values()):
                self._grid.addWidget(button, place // 3, place % 3)
        for tender in tenders:
            button = self._tenders[tender.id]
            button.setText(wording.name(tender.names))
            button.set_kind("chosen" if tender.id == chosen else "secondary")

    def show_amount(self, words: str, tendered: int, due: int, tender: Tender, wording: Wording) -> None:
        """The amount, and the notes a guest is likely to hand over."""
        self.box.tell(words, wording.money(tendered))
        more = quick_notes(due)[: NOTES - 1] if tender.change else ()
        self._values = [due, *more]
        for place, key in enumerate(self._notes):
            value = self._values[place] if place < len(self._values) else 0
            words = wording.money(value, short=True)
            exact = _("Exact {amount}").format(amount=words)
            key.setText("" if not value else exact if place == 0 else words)
            key.setEnabled(bool(value))
            key.set_kind("chosen" if value and value == tendered else "plain")

    def _tender_button(self, tender: Tender) -> Button:
        button = TenderButton(self._theme, ICONS.get(tender.id, "wallet"), tender.key)
        button.clicked.connect(lambda _=False, key=tender.id: self.tender_chosen.emit(key))
        return button

    def _note_tapped(self, place: int) -> None:
        if place < len(self._values):
            self.noted.emit(self._values[place])


class TenderButton(Button):
    """Icon and name at the start, keycap at the end, as wide as its column."""

    def __init__(self, theme: Theme, icon: str, key: str) -> None:
        super().__init__(theme, "secondary", icon, key, 64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(150, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 64)

    def look(self) -> Look:
        look = super().look()
        return look if self.kind() == "chosen" else look._replace(bold=False)

    def _pixels(self) -> int:
        return 16

    def _draw_content(self, painter: QPainter, look: Look) -> None:
        left = 13
        for piece, width in self._pieces():
            at, room = left, width
            if piece == "key":
                at = self.width() - 13 - width
            elif piece == "text":
                room = min(width, self.width() - left - 13 - (32 if self._key else 0))
            self._draw_piece(
                painter, piece, mirrored(painter, self.rect(), QRect(at, 0, room, self.height())), look
            )
            left += width + 8
