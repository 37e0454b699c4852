"""Phones at the counter: the store's code to scan, to print and to copy, and a pause for a full kitchen."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.link_words import code_away
from pos_app.models.store_code import PAUSES, can_order, standing_words
from pos_app.screens.desk import Desk
from pos_app.screens.floor.phones_setup_sheet import PhonesSetupSheet
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, retone, wrapped
from pos_app.widgets.qr import QrCode
from pos_app.widgets.sheet import Sheet

SIDE = 264


class PhonesSheet(Sheet):
    """Follows the view: another till may pause phones, too."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(720, 0))
        self._desk = desk
        self.say(
            _("Phones at the counter"), _("Guests scan it, order without a table and hear their number.")
        )
        columns = QHBoxLayout()
        columns.setSpacing(24)
        columns.addLayout(self._code_side())
        columns.addLayout(self._pause_side(), 1)
        self.body.addLayout(columns)
        self._setup = self._button("secondary", "gear", _("Set up"), self._set_up)
        self._print = self._button("secondary", "printer", _("Print the code"), self._print_code)
        done = self._button("primary", "", _("Done"), self.cancel)
        self.foot.addWidget(self._setup)
        self.foot.addWidget(self._print)
        self.foot.addStretch(1)
        self.foot.addWidget(done)
        desk.viewed.connect(self._tell)
        self._tell()

    def _button(self, kind: str, icon: str, words: str, act: object) -> Button:
        made = Button(self._desk.theme, kind, icon, "", 56)
        made.setText(words)
        made.clicked.connect(act)
        return made

    def _code_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(10)
        self._code = QrCode(SIDE)
        self._none = wrapped(
            _("There is no code yet. Set up how phones may order, then print it."), tone="ink2"
        )
        self._copy = self._button("quiet", "", _("Copy the address"), self._to_clipboard)
        side.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        side.addWidget(self._none)
        side.addWidget(self._copy)
        side.addStretch(1)
        return side

    def _pause_side(self) -> QVBoxLayout:
        side = QVBoxLayout()
        side.setSpacing(10)
        self._standing = label(size=18, bold=True)
        self._waiting = wrapped(tone="ink2")
        side.addWidget(self._standing)
        side.addWidget(self._waiting)
        side.addSpacing(8)
        self._too_much = wrapped(_("Too much to do? Phones take no order for a while, and say until when."))
        side.addWidget(self._too_much)
        self._pauses = [
            self._button(
                "secondary",
                "clock",
                _("Pause {n} minutes").format(n=minutes),
                lambda _on=False, minutes=minutes: self._pause(minutes),
            )
            for minutes in PAUSES
        ]
        for button in self._pauses:
            side.addWidget(button)
        self._go_on = self._button("dark", "tick", _("Take orders again"), lambda: self._pause(0))
        side.addWidget(self._go_on)
        side.addStretch(1)
        return side

    def _tell(self) -> None:
        desk, setup = self._desk, self._desk.view.store_code
        url = desk.till.store_code.url()
        self._code.set_content(url or " ")
        for widget in (self._code, self._copy):
            widget.setVisible(bool(url))
        self._none.setVisible(not url)
        self._print.setEnabled(bool(url))
        open_now, paused = can_order(setup), setup.paused_until > desk.now
        words = standing_words(desk.view, desk.now, desk.wording) if paused or not open_now else ""
        away = code_away(url, desk.view, desk.wording)
        self._standing.setText(words or (_("Phones cannot order now") if away else _("Phones may order")))
        limit = _("At most {n} orders in a quarter of an hour").format(n=setup.most)
        self._waiting.setText(away or (limit if setup.most else _("As many orders as come")))
        retone(self._waiting, "warn" if away else "ink2")
        self._waiting.setVisible(open_now)
        self._too_much.setVisible(open_now and not paused)
        for button in self._pauses:
            button.setVisible(open_now and not paused)
        self._go_on.setVisible(open_now and paused)
        self._cover()

    def _pause(self, minutes: int) -> None:
        desk = self._desk
        until = desk.now + minutes * 60_000 if minutes else 0
        desk.ask(desk.till.store_code.pause(until, desk.by))

    def _set_up(self) -> None:
        desk, window = self._desk, self.window()
        if desk.permits("settings"):
            self.finish()
            PhonesSetupSheet(desk, window).open()

    def _print_code(self) -> None:
        self._desk.ask(self._desk.till.store_code.print_code(), lambda _: self.finish())

    def _to_clipboard(self) -> None:
        QGuiApplication.clipboard().setText(self._desk.till.store_code.url())
        self._copy.setText(_("Copied"))
