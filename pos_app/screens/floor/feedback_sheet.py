"""What a guest has said of a meal, whole; whoever closes it by its button has read it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.people.feedback import Feedback
from pos_app.language import _
from pos_app.models.feedback import feedback_title, feedback_words
from pos_app.screens.desk import Desk
from pos_app.screens.floor.guest_file import draw_picture
from pos_app.screens.sheet_foot import add_foot
from pos_app.widgets.labels import label, wrapped
from pos_app.widgets.scrolling import Scroll
from pos_app.widgets.sheet import Sheet

LARGEST = QSize(472, 380)  # pixels of the picture
BESIDES = 300  # of the window, around what is said


class FeedbackSheet(Sheet):
    """Read, it stands as it is: the guest's phone changes it no more, but may take it back."""

    def __init__(self, desk: Desk, window: QWidget, feedback: Feedback) -> None:
        super().__init__(desk.theme, window, QSize(520, 0))
        self._desk, self._feedback = desk, feedback
        self.say(_("A guest says"), feedback_title(feedback, desk.wording))
        self._words = wrapped(feedback_words(feedback), 18)
        self.picture = label(tone="ink2")
        self.picture.setAccessibleName(_("Picture"))
        self.picture.setVisible(bool(feedback.picture))
        self._said = self._scrolled(self._words, self.picture)
        known = desk.view.openings.get(feedback.opening)
        if known:
            where = desk.wording.name(desk.view.place(known.opening))
            self.body.addWidget(label(_("Still here: {place}").format(place=where), 16, True))
        self.body.addStretch(1)
        self.read = add_foot(self, "tick", "", self._read)
        self.read.setText(_("Have read it"))
        self._fit()
        desk.pictured.connect(self._show_picture)
        desk.viewed.connect(self._follow)
        self._show_picture()

    def _scrolled(self, *parts: QWidget) -> QWidget:
        """Long words and a tall picture go on below."""
        inner, self._area = QWidget(), Scroll()
        inner.setProperty("ground", "none")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        self._area.setWidget(inner)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._area, 1)
        return inner

    def _fit(self) -> None:
        """As tall as what is said, as far as the window is."""
        room = self._window.height() - BESIDES
        self._area.setMinimumHeight(max(48, min(self._said.heightForWidth(LARGEST.width() - 16), room)))
        layout = self.panel.layout()
        if layout is not None:
            layout.activate()
        self._cover()

    def _show_picture(self) -> None:
        """It may come later than the words."""
        if not self._feedback.picture or not self.picture.pixmap().isNull():
            return
        file = self._desk.till.guest_shelf.get(self._feedback.picture)
        if not draw_picture(self.picture, file, LARGEST):
            self.picture.setText(_("A picture is on its way."))
        self._fit()

    def _follow(self) -> None:
        """The guest has taken it back, or said it otherwise."""
        now = next((one for one in self._desk.view.feedback if one.id == self._feedback.id), None)
        if now is None:
            self._words.setText(_("The guest has taken it back."))
            self.picture.hide()
            self.picture.clear()
            self.say(_("A guest says"), "")
            self.read.setEnabled(False)
            self._fit()
        elif (now.at, now.picture) != (self._feedback.at, self._feedback.picture):
            self._feedback = now
            self.say(_("A guest says"), feedback_title(now, self._desk.wording))
            self._words.setText(feedback_words(now))
            self.picture.clear()
            self.picture.setMinimumHeight(0)
            self.picture.setVisible(bool(now.picture))
            self._show_picture()
            self._fit()

    def _read(self) -> None:
        desk = self._desk
        desk.ask(desk.till.guests.seen(self._feedback.id, desk.by), lambda _: self.finish())
