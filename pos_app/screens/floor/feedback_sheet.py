"""What a guest has said of a meal, whole; whoever closes it by its button has read it."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from domain.people.feedback import Feedback
from pos_app.language import _
from pos_app.models.feedback import feedback_title, feedback_words
from pos_app.screens.desk import Desk
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.sheet import Sheet


class FeedbackSheet(Sheet):
    """Read, it stands as it is: the guest's phone changes it no more."""

    def __init__(self, desk: Desk, window: QWidget, feedback: Feedback) -> None:
        super().__init__(desk.theme, window, QSize(520, 0))
        self._desk, self._feedback = desk, feedback
        self.say(_("A guest says"), feedback_title(feedback, desk.wording))
        self.body.addWidget(wrapped(feedback_words(feedback), 18))
        known = desk.view.openings.get(feedback.opening)
        if known:
            where = desk.wording.name(desk.view.place(known.opening))
            self.body.addWidget(label(_("Still here: {place}").format(place=where), 16, True))
        self.body.addStretch(1)
        self.read = add_foot(self, "tick", "", self._read)
        self.read.setText(_("Have read it"))

    def _read(self) -> None:
        desk = self._desk
        desk.ask(desk.till.guests.seen(self._feedback.id, desk.by), lambda _: self.finish())
