"""The second screen, turned to the guest: what she orders, the sum, and what she paid. It takes no taps."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from domain.money.grants import PLAY_MONEY
from pos_app.language import _
from pos_app.models.guest_sight import IDLE, GuestSight
from pos_app.screens.desk import Desk
from pos_app.screens.guest_lines import GuestLines
from pos_app.screens.second_display import SecondDisplay, displays
from pos_app.screens.selling.totals import Totals
from pos_app.widgets.labels import FittingLabel, ground, label, rule, wrapped
from pos_app.widgets.qr import QrCode
from pos_app.widgets.rail import Seal

SETTING = "guest_screen"
PLATE = 260
CODE = 300


class GuestScreen(QWidget):
    """A window of its own; on a second display it fills that."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self._desk, self._sight = desk, IDLE
        self._display = SecondDisplay(self, lambda: [window])
        ground(self, "canvas")
        self.resize(1024, 600)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._make_idle())
        self._pages.addWidget(self._make_bill())
        self._pages.addWidget(self._make_paid())
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._pages)
        desk.faced.connect(self.show_sight)
        desk.worded.connect(self.say)
        desk.theme.changed.connect(self._dress)
        if desk.theme.pictures:
            desk.theme.pictures.came.connect(self._dress)
        self.say()

    def _make_idle(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        column.addWidget(Seal(self._desk.theme, 120), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(24)
        self._store, self._welcome = label(size=56, bold=True), label(size=22, tone="ink2")
        for each in (self._store, self._welcome):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        column.addStretch(1)
        return page

    def _make_bill(self) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left = ground(QWidget(), "surface")
        column = QVBoxLayout(left)
        column.setContentsMargins(24, 20, 24, 24)
        column.setSpacing(10)
        self._table = label(size=22, bold=True)
        self._lines = GuestLines(self._desk.theme, left)
        self._totals = Totals(signed=True)
        column.addWidget(self._table)
        column.addWidget(rule())
        column.addWidget(self._lines, 1)
        column.addWidget(self._totals)
        row.addWidget(left, 3)
        right = QWidget()
        beside = QVBoxLayout(right)
        beside.setContentsMargins(24, 24, 24, 32)
        self._plate, self._dish = QLabel(), wrapped(size=28, bold=True)
        self._word, self._due = label(size=22, tone="ink2"), FittingLabel((56, 40, 28), tone="accent")
        beside.addStretch(1)
        for each in (self._plate, self._dish):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            beside.addWidget(each)
        self._code, self._scan = QrCode(CODE), wrapped(size=22, bold=True)
        self._play = wrapped(size=18, tone="warn")
        beside.addWidget(self._code, 0, Qt.AlignmentFlag.AlignHCenter)
        for each in (self._scan, self._play):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            beside.addWidget(each)
        beside.addStretch(1)
        for each in (self._word, self._due):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            beside.addWidget(each)
        row.addWidget(right, 2)
        return page

    def _make_paid(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        self._tick, self._thanks = QLabel(), label(size=28, bold=True)
        self._paid, self._change = FittingLabel((56, 40, 28), tone="accent"), label(size=28)
        for each in (self._tick, self._thanks, self._paid, self._change):
            each.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(each)
        column.addStretch(1)
        return page

    # ---------------------------------------------------------------- words and view

    def say(self) -> None:
        """Fixed words, and the store's name."""
        self.setWindowTitle(_("The guest's screen"))
        self._store.setText(self._desk.wording.name(self._desk.view.store.names))
        self._welcome.setText(_("Welcome"))
        self._word.setText(_("To pay"))
        self._play.setText(_(PLAY_MONEY))
        self._dress()
        self.show_sight(self._sight)

    def show_sight(self, sight: GuestSight) -> None:
        """What the guest sees from now on."""
        self._sight, wording = sight, self._desk.wording
        if sight.kind == "idle":
            self._pages.setCurrentIndex(0)
        elif sight.kind == "paid":
            all_owed = sight.owed == sight.paid > 0
            self._thanks.setText(_("On account. Thank you!") if all_owed else _("Paid. Thank you!"))
            self._paid.setText(wording.money(sight.paid))
            below = []
            if sight.owed and not all_owed:
                below.append(_("{amount} of it on account").format(amount=wording.money(sight.owed)))
            if sight.change:
                below.append(_("Change {amount}").format(amount=wording.money(sight.change)))
            self._change.setText("\n".join(below))
            self._change.setVisible(bool(below))
            self._pages.setCurrentIndex(2)
        else:
            self._show_bill(sight)
            self._pages.setCurrentIndex(1)

    def _show_bill(self, sight: GuestSight) -> None:
        wording, latest = self._desk.wording, sight.latest
        self._table.setText(sight.table)
        self._lines.tell(sight.rows)
        rows = list(sight.figures)
        if sight.paid:
            rows.append((_("Paid"), -sight.paid, "on-accent-soft"))
        self._totals.tell(rows, _("To pay"), sight.due, wording)
        paying = sight.kind == "pay"
        self._word.setVisible(paying)
        self._due.setVisible(paying)
        self._due.setText(wording.money(sight.by_code or sight.due))
        self._show_code(sight)
        if latest is not None:
            self._dish.setText(latest.title)
            wanted = latest.plate and not sight.code
            picture = self._desk.theme.plate(latest.plate, PLATE, self) if wanted else None
            self._plate.setVisible(picture is not None)
            if picture is not None:
                self._plate.setPixmap(picture)

    def _show_code(self, sight: GuestSight) -> None:
        """In the place of the dish: she looks at nothing else now."""
        self._code.set_content(sight.code)
        self._scan.setText(_("Scan with {wallet}").format(wallet=sight.wallet))
        for each in (self._code, self._scan):
            each.setVisible(bool(sight.code))
        self._play.setVisible(bool(sight.code) and sight.play)
        self._dish.setVisible(not sight.code)

    def _dress(self) -> None:
        self._tick.setPixmap(self._desk.theme.icon("tick-circle", "accent", 96, self))
        self._show_bill(self._sight)

    # ---------------------------------------------------------------- where it stands

    def turn(self, on: bool) -> None:
        """On or off; on a second display it fills that, without one it is a window."""
        self._display.show() if on else self._display.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.facing = True

    def hideEvent(self, event: QHideEvent) -> None:
        """Codes for the guest stand on the till's own screen from now on."""
        super().hideEvent(event)
        self._desk.facing = False


def wanted_at_first() -> bool:
    """Whether a till that was never asked shows it: where a second display hangs."""
    return len(displays()) > 1
