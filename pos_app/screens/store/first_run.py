"""The very first start: what the restaurant is called, its currency and zone, and who its manager is."""

from PySide6.QtCore import QEventLoop, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from shiboken6 import delete

from domain.people.staff import PIN_LENGTH
from pos_app.language import OWN_NAMES, Language, _
from pos_app.models.founding_choices import (
    Choices,
    currency_choices,
    likely_currency,
    likely_zone,
    zone_choices,
)
from pos_app.screens.on_screen import open_on_screen
from pos_app.screens.store.lone_card import lone_card
from pos_app.screens.store.seldom import RestoreWanted
from pos_app.widgets.buttons import Button
from pos_app.widgets.choice_box import ChoiceBox
from pos_app.widgets.focus import FocusRing
from pos_app.widgets.labels import Card, label, wrapped
from pos_app.widgets.rail import Seal
from pos_app.widgets.theme import Theme
from pos_app.workflows.founding import FirstRun


class FirstRunWindow(QWidget):
    """`answered(FirstRun)`, `restoring` for a backup instead, or `closed` without an answer."""

    answered = Signal(object)
    restoring = Signal()
    closed = Signal()

    def __init__(self, language: Language, theme: Theme) -> None:
        super().__init__()
        self._language, self._theme = language, theme
        self._labels: list[tuple[QLabel, str]] = []
        card = lone_card(self, 10, 640)
        self._build_head(card)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        card.body.addLayout(self._grid)
        self._name, self._manager, self._pin = QLineEdit(), QLineEdit(), QLineEdit()
        self._pin.setMaxLength(PIN_LENGTH)
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._currency, self._zone = ChoiceBox(theme), ChoiceBox(theme)
        self._fill()
        self._name_word = self._field(0, 0, self._name, wide=True)
        self._currency_word = self._field(2, 0, self._currency)
        self._zone_word = self._field(2, 1, self._zone)
        self._manager_word = self._field(4, 0, self._manager)
        self._pin_word = self._field(4, 1, self._pin)
        self._why = wrapped(size=14, tone="ink2")
        card.body.addWidget(self._why)
        self._go = Button(theme, "primary", "", "Enter", 64)
        self._go.clicked.connect(self._answer)
        card.body.addSpacing(8)
        card.body.addWidget(self._go)
        self._restore = Button(theme, "link", "backup")
        self._restore.clicked.connect(self.restoring)
        card.body.addWidget(self._restore, 0, Qt.AlignmentFlag.AlignHCenter)
        for line in (self._name, self._manager, self._pin):
            line.textChanged.connect(self._check)
        language.changed.connect(self._say)
        self._ring = FocusRing(self, theme)
        self._say()
        self._check()

    def _build_head(self, card: Card) -> None:
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(Seal(self._theme, 56))
        words = QVBoxLayout()
        words.setSpacing(0)
        self._title, self._subtitle = label(size=22, bold=True), wrapped(tone="ink2")
        words.addWidget(self._title)
        words.addWidget(self._subtitle)
        head.addLayout(words, 1)
        self._switch = Button(self._theme, "quiet", "globe")
        self._switch.clicked.connect(lambda: self._language.switch(self._language.next_tag()))
        head.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(head)
        card.body.addSpacing(16)

    def _fill(self) -> None:
        zone = likely_zone()
        for box, first in ((self._currency, likely_currency(zone)), (self._zone, zone)):
            box.addItem("", first)
            box.setMinimumWidth(120)

    def _field(self, row: int, column: int, field: QWidget, wide: bool = False) -> QLabel:
        words = label(size=14, bold=True)
        words.setContentsMargins(0, 10, 0, 0)
        words.setBuddy(field)
        span = 2 if wide else 1
        self._grid.addWidget(words, row, column, 1, span)
        self._grid.addWidget(field, row + 1, column, 1, span)
        self._grid.setColumnStretch(column, 1)
        return words

    def _say(self) -> None:
        self.setWindowTitle(_("Mashang"))
        self._title.setText(_("Set up this till"))
        self._subtitle.setText(_("Five answers, and the till can sell."))
        self._switch.setText(OWN_NAMES.get(self._language.tag, self._language.tag))
        for made, words in (
            (self._name_word, _("Restaurant")),
            (self._currency_word, _("Currency")),
            (self._zone_word, _("Time zone")),
            (self._manager_word, _("First manager")),
            (self._pin_word, _("Manager's PIN")),
        ):
            made.setText(words)
        _offer(self._currency, currency_choices(self._language.tag))
        _offer(self._zone, zone_choices(self._language.tag))
        self._name.setPlaceholderText(_("as on the sign"))
        self._manager.setPlaceholderText(_("name"))
        self._pin.setPlaceholderText(_("{n} digits").format(n=PIN_LENGTH))
        self._go.setText(_("Open the till"))
        self._restore.setText(_("Restore from a backup"))
        self._check()

    def _value(self) -> FirstRun:
        return FirstRun(
            self._name.text().strip(),
            str(self._currency.currentData()),
            str(self._zone.currentData()),
            self._manager.text().strip(),
            self._pin.text(),
        )

    def _missing(self) -> str:
        value = self._value()
        if not value.name:
            return _("Still missing: the restaurant's name.")
        if not value.manager:
            return _("Still missing: the manager's name.")
        if len(value.pin) != PIN_LENGTH or not value.pin.isdigit():
            return _("Still missing: a PIN of {n} digits.").format(n=PIN_LENGTH)
        return ""

    def _check(self) -> None:
        missing = self._missing()
        self._go.setEnabled(not missing)
        self._why.setText(missing or _("Ready. The till keeps its data encrypted on this computer."))

    def _answer(self) -> None:
        if not self._missing():
            self.answered.emit(self._value())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._answer()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def _offer(box: ChoiceBox, choices: Choices) -> None:
    """Say the choices anew, and keep what is chosen."""
    chosen = box.currentData()
    box.clear()
    for value, words in choices:
        box.addItem(words, value)
    box.setCurrentIndex(box.findData(chosen))


def ask_first_run(language: Language) -> FirstRun | None:
    """Show the window and wait for its answer; None if it was closed. Raises RestoreWanted."""
    theme, loop = Theme(), QEventLoop()
    theme.set_language(language.tag)
    theme.apply()
    window = FirstRunWindow(language, theme)
    theme.setParent(window)
    answers: list[FirstRun] = []
    window.answered.connect(answers.append)
    window.answered.connect(loop.quit)
    window.closed.connect(loop.quit)
    wanted: list[bool] = []
    window.restoring.connect(lambda: wanted.append(True))
    window.restoring.connect(loop.quit)
    open_on_screen(window)
    loop.exec()
    delete(window)  # here and now: a till's other threads must not find it in the garbage
    if wanted:
        raise RestoreWanted
    return answers[0] if answers else None
