"""A printer as a card: its state in a pill and a border, where it is, what it did today, what waits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from pos_app.language import _, ngettext
from pos_app.models.print_rows import PRINTER_LOOKS, printer_word
from pos_app.models.wording import Wording
from pos_app.widgets.buttons import icon_button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import Card, label, wrapped
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import PrinterView


class PrinterCard(Card):
    """One printer; emits `changing(id)` when somebody wants to change it."""

    changing = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=16, gap=4)
        self._id = ""
        head = QHBoxLayout()
        self._name, self._pill = label(size=18, bold=True), Chip(theme)
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        self._change = icon_button(theme, "pencil", _("Change"), "plain", 44)
        self._change.clicked.connect(lambda: self.changing.emit(self._id))
        head.addWidget(self._change)
        self.body.addLayout(head)
        self._where: QLabel = label(size=14, tone="ink2")
        self._now = wrapped()
        self.body.addWidget(self._where)
        self.body.addWidget(self._now)
        self.body.addStretch(1)
        self.setMinimumHeight(128)

    def tell(self, printer: PrinterView, wording: Wording, may_change: bool = False) -> None:
        """The printer now."""
        self._id = printer.id
        self._change.setVisible(may_change)
        kind, tone, icon = PRINTER_LOOKS.get(printer.state, PRINTER_LOOKS["unknown"])
        self.set_kind(kind)
        self._name.setText(wording.name(printer.names))
        self._pill.show_state(tone, icon, printer_word(printer.state))
        today = ngettext("{n} ticket today", "{n} tickets today", printer.printed_today)
        self._where.setText(f"{target_words(printer.target)} · {today.format(n=printer.printed_today)}")
        self._now.setText(_now_words(printer, wording))


def target_words(target: str) -> str:
    """Where a printer is, for people: "192.168.1.51"."""
    if target == "virtual":
        return _("Paper in a window")
    return target.removeprefix("tcp://").removesuffix(":9100")


def _now_words(printer: PrinterView, wording: Wording) -> str:
    waiting = ngettext("{n} ticket waits", "{n} tickets wait", printer.waiting).format(n=printer.waiting)
    if printer.state in ("ok", "unknown", "near_end"):
        return waiting if printer.waiting else _("Idle")
    since = _("since {time}").format(time=wording.clock(printer.since))
    return f"{since}, {waiting}" if printer.waiting else since
