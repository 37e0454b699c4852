"""The end of the sign-in screen: the time, language and shade, and the four digits of a PIN."""

from PySide6.QtCore import QDate, QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from domain.people.staff import PIN_LENGTH
from pos_app.language import OWN_NAMES, _
from pos_app.screens.desk import Desk
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.labels import ground, label, retone, short, wrapped
from pos_app.widgets.pads import BACK, CLEAR, CodeBoxes, NumberPad

WIDE_SPACE = "\u3000"  # between date and weekday in Chinese, where a narrow line breaks


class PinSide(QWidget):
    """`entered(pin)` with the last digit; `helped` for F1."""

    entered = Signal(str)
    helped = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._typed, self._narrow, theme = desk, "", False, desk.theme
        ground(self, "surface")
        column = self._column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addLayout(self._clock_row())
        column.addSpacing(34)
        words = QHBoxLayout()
        self._whose, self._hint = short(size=18, bold=True), label(tone="ink2")
        words.addWidget(self._whose, 1)
        words.addWidget(self._hint)
        column.addLayout(words)
        column.addSpacing(10)
        self._boxes = CodeBoxes(theme, PIN_LENGTH)
        column.addWidget(self._boxes)
        column.addSpacing(20)
        self._pad = NumberPad(theme, (CLEAR, "0", BACK))
        self._pad.setFixedHeight(340)
        self._pad.pressed.connect(self.press)
        column.addWidget(self._pad)
        column.addStretch(1)
        foot = QHBoxLayout()
        self._forgot = short(tone="on-accent-soft")
        self._help = Button(theme, "link", "", "", 44)
        self._help.clicked.connect(self.helped)
        foot.addWidget(self._forgot, 1)
        foot.addWidget(self._help)
        column.addLayout(foot)
        theme.changed.connect(self._dress)

    def _clock_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        self._time, self._date = label(size=40, bold=True), wrapped(tone="ink2")
        words.addWidget(self._time)
        words.addWidget(self._date)
        row.addLayout(words, 1)
        desk = self._desk
        self._language = Button(desk.theme, "quiet", "globe")
        self._language.clicked.connect(lambda: desk.language.switch(desk.language.next_tag()))
        self._shade = icon_button(desk.theme, "moon", "")
        self._shade.clicked.connect(lambda: desk.theme.set_dark(not desk.theme.dark))
        row.addWidget(self._language)
        row.addWidget(self._shade)
        return row

    def narrow(self, narrow: bool) -> None:
        """Take less room on a small screen."""
        self._narrow = narrow
        side = 28 if narrow else 56
        self._column.setContentsMargins(side, 40, side, 36)
        self.setFixedWidth(380 if narrow else 479)
        self.tell_time()

    def say(self) -> None:
        """Fixed words."""
        self._hint.setText(_("{n} digits").format(n=PIN_LENGTH))
        self._forgot.setText(_("PIN forgotten: ask a manager"))
        self._help.setText(_("F1 Help"))
        self._pad.keys[CLEAR].setText(_("Clear"))
        self._language.setText(OWN_NAMES.get(self._desk.language.tag, self._desk.language.tag))
        self._dress()

    def tell_time(self) -> None:
        """The time on the store's wall."""
        wall = self._desk.wording.when(self._desk.now)
        self._time.setText(f"{wall.hour:02}:{wall.minute:02}")
        day = QDate(wall.year, wall.month, wall.day)
        words = QLocale().toString(day, _("dddd, d MMMM"))
        self._date.setText(words.replace(WIDE_SPACE, "\n") if self._narrow else words)

    def ask(self, name: str) -> None:
        """Whose PIN is wanted; what was typed is forgotten."""
        self._typed = ""
        self._show(_("PIN of {name}").format(name=name))

    def refuse(self, words: str) -> None:
        """It was wrong, or too early."""
        self._typed = ""
        self._show(words, wrong=True)

    def press(self, key: str) -> None:
        """A key of the pad, tapped or typed."""
        if key == CLEAR:
            self._typed = ""
        elif key == BACK:
            self._typed = self._typed[:-1]
        elif key.isdigit() and len(self._typed) < PIN_LENGTH:
            self._typed += key
        self._boxes.tell(len(self._typed))
        retone(self._whose, "ink")
        if len(self._typed) == PIN_LENGTH:
            self.entered.emit(self._typed)

    def _show(self, words: str, wrong: bool = False) -> None:
        self._whose.setText(words)
        retone(self._whose, "danger" if wrong else "ink")
        self._boxes.tell(0, wrong)

    def _dress(self) -> None:
        dark = self._desk.theme.dark
        self._shade.set_icon("sun" if dark else "moon")
        words = _("Light") if dark else _("Dark")
        self._shade.setAccessibleName(words)
        self._shade.setToolTip(words)
