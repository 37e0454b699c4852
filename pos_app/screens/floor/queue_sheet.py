"""How the house queues: where each class of parties begins, and when one that was passed over comes again."""

from dataclasses import replace

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from domain.floor.queue import MOST_GROUPS, QueueGroup, QueueSetup
from domain.selling.request import MOST_GUESTS
from pos_app.language import _
from pos_app.models.queue import class_words
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.buttons import Button
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet
from pos_app.widgets.stepper import Stepper

LETTERS = "ABCDEFGHIJ"
MOST_BACK = 20


class QueueSetupSheet(Sheet):
    """Classes follow each other without a gap: a stepper moves where one begins."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(desk.theme, window, QSize(640, 0))
        self._desk, self._draft = desk, desk.view.queue.setup
        self.say(_("How the house queues"), _("Numbers that are given out stay as they are."))
        self._grid = QGridLayout()
        self._grid.setSpacing(10)
        self._grid.setColumnStretch(1, 1)
        self._rows = [self._row(place) for place in range(MOST_GROUPS)]
        self.body.addLayout(self._grid)
        acts = QHBoxLayout()
        self._more = Button(desk.theme, "secondary", "plus", "", 48)
        self._more.setText(_("One class more"))
        self._more.clicked.connect(lambda: self._add(1))
        self._fewer = Button(desk.theme, "secondary", "minus", "", 48)
        self._fewer.setText(_("One class less"))
        self._fewer.clicked.connect(lambda: self._add(-1))
        acts.addWidget(self._more)
        acts.addWidget(self._fewer)
        acts.addStretch(1)
        self.body.addLayout(acts)
        row = QHBoxLayout()
        self._back_word, self._back = wrapped(), Stepper(desk.theme, 48)
        self._back.stepped.connect(self._step_back)
        row.addWidget(self._back_word, 1)
        row.addWidget(self._back)
        self.body.addLayout(row)
        self._no = wrapped(tone="danger")
        self._no.hide()
        self.body.addWidget(self._no)
        self._go = add_foot(self, "tick", "", self._save)
        self._go.setText(_("Save"))
        self._tell()

    def _row(self, place: int) -> tuple[QLabel, QLabel, Stepper]:
        letter, words, begins = label(size=22, bold=True), label(), Stepper(self._desk.theme, 48)
        letter.setMinimumWidth(40)
        begins.stepped.connect(lambda by: self._move(place, by))
        for column, widget in enumerate((letter, words, begins)):
            self._grid.addWidget(widget, place, column)
        return letter, words, begins

    def typed(self) -> bool:
        return self._draft != self._desk.view.queue.setup

    def _move(self, place: int, by: int) -> None:
        """Where a class begins; its neighbours keep at least one size each."""
        groups = list(self._draft.groups)
        most = groups[place + 1].least - 1 if place + 1 < len(groups) else MOST_GUESTS
        least = min(most, max(groups[place - 1].least + 1, groups[place].least + by))
        groups[place] = replace(groups[place], least=least)
        self._change(replace(self._draft, groups=tuple(groups)))

    def _add(self, by: int) -> None:
        groups = self._draft.groups
        if by < 0:
            groups = groups[:-1]
        else:
            free = next(one for one in LETTERS if one not in {group.id for group in groups})
            groups = (*groups, QueueGroup(free, groups[-1].least + 2))
        self._change(replace(self._draft, groups=groups))

    def _step_back(self, by: int) -> None:
        self._change(replace(self._draft, back=min(MOST_BACK, max(0, self._draft.back + by))))

    def _change(self, draft: QueueSetup) -> None:
        self._draft = draft
        self._tell()

    def _tell(self) -> None:
        groups, back = self._draft.groups, self._draft.back
        for place, (letter, words, begins) in enumerate(self._rows):
            there = place < len(groups)
            for widget in (letter, words):
                widget.setVisible(there)
            begins.setVisible(there and place > 0)
            if there:
                letter.setText(groups[place].id)
                span = class_words(self._draft, groups[place].id)
                words.setText(_("{span} guests").format(span=span))
                begins.tell(str(groups[place].least))
        self._more.setEnabled(len(groups) < MOST_GROUPS and groups[-1].least + 2 <= MOST_GUESTS)
        self._fewer.setEnabled(len(groups) > 1)
        after = _("Who is passed over comes again after so many parties")
        self._back_word.setText(after if back else _("Who is passed over goes to the end"))
        self._back.tell(str(back))
        self._go.setEnabled(self.typed())
        self._cover()

    def _save(self) -> None:
        desk = self._desk
        self._go.setEnabled(False)
        saved = desk.till.queue.save_setup(self._draft, desk.by)
        desk.ask(saved, lambda _: self.finish(), self._refused)

    def _refused(self, words: str) -> None:
        self._no.setText(words)
        self._no.show()
        self._go.setEnabled(True)
