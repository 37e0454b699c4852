"""How it is paid, how much is handed over, and the keys to type it; quick notes at the end."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from domain.money.currency import handed_over, has_cents
from domain.money.tenders import Tender, likely_notes
from pos_app.language import _
from pos_app.models.wording import Wording
from pos_app.widgets.buttons import Button, Look
from pos_app.widgets.pads import BACK, CLEAR, NumberPad, PadKey
from pos_app.widgets.painting import END, START, keycap, keycap_width, mirrored, panel, split_line, text
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
WITH_KEY = 150  # pixels of a tender's button with its keycap
HIGHEST = 520  # pixels of the pad: on a large screen the hand need not travel

LEFT_TO_RIGHT = "\u2066{}\u2069"  # a number and its unit keep their order in Arabic too


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
        large = theme.metrics(40, True)
        pixels = 40 if large.horizontalAdvance(self._amount) <= self.width() - 150 else 28
        wide = theme.metrics(pixels, True).horizontalAdvance(self._amount) + 4
        box = mirrored(painter, self.rect(), QRect(self.width() - 22 - wide, 0, wide, self.height()))
        text(
            painter,
            box,
            LEFT_TO_RIGHT.format(self._amount),
            theme.font(pixels, True),
            theme.colour("ink"),
            END,
        )
        room = self.width() - wide - 22 - 22 - 10
        words = mirrored(painter, self.rect(), QRect(22, 0, room, self.height()))
        text(painter, words, self._words, theme.font(16), theme.colour("ink2"), START)


def point_key(currency: str) -> str:
    """What stands beside the 0 where an amount is typed: where nobody pays parts of a unit, sums are long."""
    return "." if has_cents(currency) else "000"


def amount_pad(theme: Theme, currency: str) -> NumberPad:
    """The keys of a sheet where an amount is typed."""
    pad = NumberPad(theme, ("00", "0", point_key(currency)), 8)
    pad.place(CLEAR, 2, 3).setText(_("Clear"))
    for row, key in ((0, pad.place(BACK, 0, 3)), (2, pad.keys[CLEAR])):
        pad.grid.addWidget(key, row, 3, 2, 1)  # two rows high: no hole in the corner
    pad.setFixedHeight(264)
    return pad


class TenderPad(QWidget):
    """Answers `tender_chosen(id)`, `pressed(key)` and `noted(amount)`."""

    tender_chosen = Signal(str)
    pressed = Signal(str)
    noted = Signal(int)

    def __init__(self, theme: Theme, currency: str) -> None:
        super().__init__()
        self._theme = theme
        self._tenders: dict[str, Button] = {}
        self._across = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        column.addLayout(self._grid)
        self.box = AmountBox(theme)
        column.addWidget(self.box)
        self.pad = NumberPad(theme, ("00", "0", point_key(currency)), 10)
        self.pad.pressed.connect(self.pressed)
        self._notes: list[PadKey] = []
        for place in range(NOTES):
            key = PadKey(theme, "")
            key.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # no key of the keyboard is this sum
            key.clicked.connect(lambda _=False, place=place: self._note_tapped(place))
            self.pad.grid.addWidget(key, place, 3)
            self._notes.append(key)
        self.pad.place(BACK, 3, 3)
        for across, stretch in enumerate((116, 116, 116, 134)):
            self.pad.grid.setColumnStretch(across, stretch)
        self._values: list[int] = []
        self.pad.setMaximumHeight(HIGHEST)
        column.addWidget(self.pad, 1)
        column.addStretch(0)

    def say(self) -> None:
        """Fixed words."""
        self.pad.keys[BACK].setAccessibleName(_("Delete the last digit"))

    def show_tenders(self, tenders: Sequence[Tender], chosen: str, wording: Wording) -> None:
        """The ways of paying; the chosen one is marked."""
        if list(self._tenders) != [tender.id for tender in tenders]:
            for button in self._tenders.values():
                button.deleteLater()
            self._tenders = {tender.id: self._tender_button(tender) for tender in tenders}
            self._across = 0
            self._lay_out()
        for tender in tenders:
            button = self._tenders[tender.id]
            button.setText(wording.name(tender.names))
            button.set_kind("chosen" if tender.id == chosen else "secondary")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """Three abreast; four where there is room and one would stand alone, else that one fills its row."""
        buttons = list(self._tenders.values())
        alone = len(buttons) % 3 == 1 and len(buttons) > 1
        across = 4 if alone and self.width() >= 4 * (WITH_KEY + self._grid.spacing()) else 3
        if across == self._across and self._grid.count() == len(buttons):
            return
        self._across = across
        for place, button in enumerate(buttons):
            last = alone and across == 3 and place == len(buttons) - 1
            self._grid.addWidget(button, place // across, place % across, 1, across if last else 1)
        for column in range(4):
            self._grid.setColumnStretch(column, int(column < across))

    def show_amount(self, words: str, tendered: int, due: int, tender: Tender, wording: Wording) -> None:
        """The amount, and the notes a guest is likely to hand over."""
        self.box.tell(words, wording.money(tendered))
        more = likely_notes(due, handed_over(wording.currency), NOTES - 1) if tender.change else ()
        self._values = [max(0, due), *more]
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
        return QSize(WITH_KEY, 64)

    def minimumSizeHint(self) -> QSize:
        return QSize(96, 64)

    def look(self) -> Look:
        look = super().look()
        return look if self.kind() == "chosen" else look._replace(bold=False)

    def _draw_content(self, painter: QPainter, look: Look) -> None:
        key = self._key if self.width() >= WITH_KEY else ""
        theme, ink, whole = self._theme, self._theme.colour(look.ink), self.rect()
        wide = keycap_width(theme, key)
        icon = mirrored(painter, whole, QRect(13, whole.center().y() - 11, 22, 22))
        painter.drawPixmap(icon.topLeft(), theme.icon(self._icon, ink, 22, self))
        if key:
            box = mirrored(painter, whole, QRect(self.width() - 13 - wide, 0, wide, self.height()))
            keycap(painter, theme, box, key, ink)
        room = self.width() - 43 - (wide + 19 if key else 10)
        self._draw_name(painter, mirrored(painter, whole, QRect(43, 0, room, self.height())), look)

    def _draw_name(self, painter: QPainter, box: QRect, look: Look) -> None:
        """In one line if it fits, else in two smaller ones."""
        theme, ink, words = self._theme, self._theme.colour(look.ink), self.text()
        metrics = theme.metrics(16, look.bold)
        if metrics.horizontalAdvance(words) <= box.width():
            text(painter, box, words, theme.font(16, look.bold), ink, START, metrics)
            return
        small, font = theme.metrics(14, look.bold), theme.font(14, look.bold)
        middle = box.center().y()
        for place, line in enumerate(split_line(words, small, box.width())):
            row = QRect(box.left(), middle - 19 + 20 * place, box.width(), 20)
            text(painter, row, line, font, ink, START, small)
