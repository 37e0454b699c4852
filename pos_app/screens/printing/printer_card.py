"""A printer as a card: its state in a pill and a border, where it is, what it did today, what waits."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel

from pos_app.language import _, ngettext, pgettext
from pos_app.models.print_rows import PRINTER_LOOKS, printer_word
from pos_app.models.print_trouble import other_printer, to_check, waits
from pos_app.models.printer_words import rung_line, rung_sentence, seen_line, seen_well
from pos_app.models.wording import Wording
from pos_app.widgets.buttons import Button, icon_button
from pos_app.widgets.chips import Chip
from pos_app.widgets.labels import Card, retone, short, wrapped
from pos_app.widgets.theme import Theme
from pos_app.workflows.views import PrinterView, TillView
from printers.outcome import Rung

NAME = 72  # pixels that a long name keeps beside the pill


class PrinterCard(Card):
    """One printer; emits `acted(act)`, see print_acts.py, for what its two buttons offer.

    It emits `changing(id)` when somebody wants to change the printer itself.
    """

    acted = Signal(str)
    changing = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(margin=16, gap=4)
        self._id = ""
        head = QHBoxLayout()
        self._name, self._pill = short(size=18, bold=True), Chip(theme)
        head.addWidget(self._name, 1)
        head.addWidget(self._pill)
        self._change = icon_button(theme, "pencil", "", "plain", 44)
        self._change.clicked.connect(lambda: self.changing.emit(self._id))
        head.addWidget(self._change)
        self.body.addLayout(head)
        self._where: QLabel = short(size=14, tone="ink2")
        self._confirms = wrapped(size=14, tone="ink2")
        self._now = wrapped()
        self.body.addWidget(self._where)
        self.body.addWidget(self._confirms)
        self.body.addWidget(self._now)
        self.body.addStretch(1)
        self.body.addSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._acts: list[str] = ["", ""]
        self._buttons = [Button(theme, "quiet", height=44) for _act in self._acts]
        for place, button in enumerate(self._buttons):
            button.clicked.connect(lambda _=False, place=place: self.acted.emit(self._acts[place]))
            row.addWidget(button, 1)
        self.body.addLayout(row)
        self.setMinimumHeight(170)

    def tell(
        self,
        printer: PrinterView,
        view: TillView,
        wording: Wording,
        may_change: bool = False,
        printed: int = 0,
    ) -> None:
        """The printer now; ``printed``: what the ledger counts of today, if that was asked."""
        self._id = printer.id
        self._change.setVisible(may_change)
        state = "paused" if printer.paused_at else printer.state
        kind, tone, icon = PRINTER_LOOKS.get(state, PRINTER_LOOKS["unknown"])
        self.set_kind(kind)
        self._name.setText(wording.name(printer.names))
        self._name.setMinimumWidth(min(NAME, self._name.sizeHint().width()))
        self._change.setAccessibleName(_("Change {printer}").format(printer=self._name.text()))
        self._change.setToolTip(self._change.accessibleName())
        self._pill.show_state(tone, icon, printer_word(state))
        count = max(printed, printer.printed_today)
        today = ngettext("{n} ticket today", "{n} tickets today", count).format(n=count)
        where = (target_words(printer.target), f"{printer.width} mm", today)
        self._where.setText(" · ".join(filter(None, where)))
        known = view.print_setup.printer(printer.id)
        self._confirms.setText(" · ".join(filter(None, (rung_line(printer.rung), seen_line(known)))))
        self._confirms.setToolTip(rung_sentence(Rung(printer.rung)) if printer.rung else "")
        doubt = printer.rung in ("silent", "status") or not seen_well(known)
        retone(self._confirms, "warn" if doubt else "ink2")
        self._now.setText(_now_words(printer, view, wording))
        for place, (act, words, weight) in enumerate(_acts(printer, view, wording, may_change)):
            self._acts[place] = act
            button = self._buttons[place]
            button.setVisible(bool(act))
            button.setText(words)
            button.set_kind(weight)


def target_words(target: str) -> str:
    """Where a printer is, for people: "192.168.1.51"."""
    if target == "virtual":
        return _("Paper in a window")
    return target.removeprefix("tcp://").removesuffix(":9100")


def _acts(
    printer: PrinterView, view: TillView, wording: Wording, may_change: bool
) -> list[tuple[str, str, str]]:
    """What its two buttons do: (act, words, kind of button)."""
    other = other_printer(view, printer.id) if printer.waiting and not printer.well else None
    move = ("", "", "quiet")
    if other:
        words = _("To {printer}").format(printer=wording.name(other.names))
        move = (f"move:{printer.id}:{other.id}", words, "secondary")
    if printer.paused_at:
        return [(f"resume:{printer.id}", _("Go on"), "dark"), move]
    if not printer.well:
        return [(f"retry:{printer.id}", _("Try now"), "dark"), move]
    test = (f"test:{printer.id}", _("Test page"), "quiet") if may_change else ("", "", "quiet")
    return [test, (f"pause:{printer.id}", _("Pause"), "quiet")]


def _now_words(printer: PrinterView, view: TillView, wording: Wording) -> str:
    """Since when something is wrong, what waits or went elsewhere; else its last ticket."""
    parts: list[str] = []
    if not printer.well:
        since = printer.paused_at or printer.since
        parts.append(_("since {time}").format(time=wording.clock(since)))
    if count := waits(view, printer):
        parts.append(ngettext("{n} ticket waits", "{n} tickets wait", count).format(n=count))
    if count := to_check(view, printer):
        parts.append(ngettext("{n} ticket to check", "{n} tickets to check", count).format(n=count))
    if printer.moved:
        moved = ngettext("{n} went elsewhere", "{n} went elsewhere", printer.moved)
        parts.append(moved.format(n=printer.moved))
    helped = {job.meant_for: job.meant_for_names for job in view.jobs if job.printer == printer.id}
    names = [wording.name(names) for id, names in helped.items() if id]
    if names and printer.well:
        parts.append(_("prints for {printers}").format(printers=pgettext("list", ", ").join(names)))
    if not parts and printer.last_at:
        parts.append(_("last ticket {time}").format(time=wording.clock(printer.last_at)))
    return pgettext("list", ", ").join(parts) or _("Idle")
