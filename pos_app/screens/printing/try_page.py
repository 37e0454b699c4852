"""What the printer says and what it prints: the ladder, a test page, and the question what came out."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.language import _
from pos_app.models.printer_words import RUNGS, answers, condition_word, rung_sentence, rung_word
from pos_app.screens.desk import Desk
from pos_app.screens.printing.paper_row import PaperRow
from pos_app.screens.printing.printer_draft import Draft
from pos_app.widgets.buttons import Button
from pos_app.widgets.chips import Chip
from pos_app.widgets.choices import ChoiceGrid
from pos_app.widgets.labels import Card, label, retone, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.workflows.printer_verbs import Probed
from printers.outcome import Result


class TryPage(QWidget):
    """Emits `answered()` when the printer has, `edited()` when a person has said something."""

    answered = Signal()
    edited = Signal()

    def __init__(self, desk: Desk, draft: Draft) -> None:
        super().__init__()
        self._desk, self._draft = desk, draft
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        area = Scroll()
        inside = QWidget()
        inside.setProperty("ground", "none")
        area.setWidget(inside)
        around.addWidget(area)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._ladder())
        column.addLayout(self._print_row())
        column.addLayout(self._question_row())
        self._grid = ChoiceGrid(desk.theme, 3, 0, 1)
        for answer in answers():
            self._grid.add(answer.key, answer.words)
        self._grid.changed.connect(self._answer)
        self._advice = Card("soft", 12, 0)
        self._advice_words = wrapped()
        self._advice.body.addWidget(self._advice_words)
        column.addWidget(self._grid)
        column.addWidget(self._advice)
        column.addStretch(1)
        self._ask_out(False)

    def enter(self) -> None:
        """Ask the printer, unless it has answered at this address."""
        if self._draft.probed is None:
            self.probe()
        else:
            self._probed(self._draft.probed)

    def probe(self) -> None:
        """Ask the printer what it can say."""
        self._said.setText(_("Asking …"))
        retone(self._said, "ink2")
        self._again.setEnabled(False)
        till, target = self._desk.till, self._draft.printer.target
        self._desk.ask(till.printers.probe(target, self._desk.by), self._probed_at(target), self._not_reached)

    # ---------------------------------------------------------------- parts

    def _ladder(self) -> Card:
        card = Card(margin=12, gap=6)
        rungs = QHBoxLayout()
        rungs.setSpacing(8)
        self._rungs = {rung: Chip(self._desk.theme) for rung in RUNGS}
        for chip in self._rungs.values():
            rungs.addWidget(chip)
        rungs.addStretch(1)
        self._again = Button(self._desk.theme, "quiet", "refresh")
        self._again.setText(_("Ask again"))
        self._again.clicked.connect(self.probe)
        rungs.addWidget(self._again)
        card.body.addLayout(rungs)
        self._said = wrapped()
        card.body.addWidget(self._said)
        return card

    def _print_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        self.paper = PaperRow(self._desk, self._draft)
        self.paper.edited.connect(self.edited)
        self._print = Button(self._desk.theme, "secondary", "printer")
        self._print.setText(_("Print test page"))
        self._print.clicked.connect(self.print_page)
        row.addWidget(self.paper, 1)
        row.addWidget(self._print)
        return row

    def _question_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(14)
        self._question = label(_("What came out?"), bold=True)
        self._printed = wrapped(
            _("It shows Chinese in four sizes and a square code, cuts, and opens the drawer."), tone="ink2"
        )
        row.addWidget(self._question)
        row.addWidget(self._printed, 1)
        return row

    # ---------------------------------------------------------------- what was said

    def _probed_at(self, target: str) -> Callable[[Probed], None]:
        """An answer counts only while its address is the chosen one."""

        def probed(said: Probed) -> None:
            if target == self._draft.printer.target:
                self._draft.probed = said
                self._probed(said)
                self.answered.emit()

        return probed

    def _probed(self, said: Probed) -> None:
        self._again.setEnabled(True)
        reached = RUNGS.index(said.rung)
        for place, (rung, chip) in enumerate(self._rungs.items()):
            tone = "good" if place == reached and reached else "warn" if place == reached else "calm"
            chip.show_state(tone, "tick" if place == reached else "", rung_word(rung))
        words = rung_sentence(said.rung)
        ails = condition_word(said.condition)
        self._said.setText(f"{ails}. {words}" if ails else words)
        retone(self._said, "danger" if not said.condition.prints else "ink")

    def _not_reached(self, words: str) -> None:
        self._again.setEnabled(True)
        for rung, chip in self._rungs.items():
            chip.show_state("calm", "", rung_word(rung))
        self._said.setText(words)
        retone(self._said, "danger")

    # ---------------------------------------------------------------- the test page

    def print_page(self) -> None:
        """Print the test page and, when it is sent, ask what came out."""
        self._print.setEnabled(False)
        self._printed.setText(_("Sending …"))
        retone(self._printed, "ink2")
        draft = self._draft
        rung = draft.probed.rung if draft.probed else None
        page = self._desk.till.printers.print_test_page(draft.printer, rung, self._desk.by)
        self._desk.ask(page, self._page_sent, self._page_refused)

    def _page_sent(self, result: Result) -> None:
        self._print.setEnabled(True)
        self._print.setText(_("Print it again"))
        self._printed.setText(
            _("The printer says that it has printed it.")
            if result is Result.CONFIRMED
            else _("It was sent. Only you can see whether it came out.")
        )
        self._ask_out(True)

    def _page_refused(self, words: str) -> None:
        self._print.setEnabled(True)
        self._printed.setText(words)
        retone(self._printed, "danger")
        self._ask_out(False)  # nothing was sent that could be looked at

    def _ask_out(self, on: bool) -> None:
        self._question.setVisible(on)
        self._grid.setVisible(on)
        self._advice.setVisible(on and bool(self._draft.answer))

    def _answer(self) -> None:
        key = next(iter(self._grid.chosen()), "")
        self._draft.answer = key
        self._draft.change(seen=key, seen_at=self._desk.till.now())
        for answer in answers():
            if answer.key == key:
                self._advice_words.setText(answer.advice)
                self._advice.set_kind("soft" if answer.good else "soft-warn")
                retone(self._advice_words, "on-accent-soft" if answer.good else "warn")
                if answer.width and self._draft.printer.driver == "escpos":
                    self._draft.change(width=answer.width)
                    self.paper.draw()
        self._ask_out(True)
        self.edited.emit()
